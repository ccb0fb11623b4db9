/** What maps inputs to logits: its parameters, their first values and its forward pass. */
@NullMarked
package dev.perennial.learner.network;

import org.jspecify.annotations.NullMarked;
