/**
 * Random numbers that are a function of seed, purpose and counter. What draws keeps a counter;
 * there is no generator whose hidden state could be lost.
 */
@NullMarked
package dev.perennial.learner.random;

import org.jspecify.annotations.NullMarked;
