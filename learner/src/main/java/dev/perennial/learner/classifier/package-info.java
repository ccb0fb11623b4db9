/** What turns a network's features into scores. */
@NullMarked
package dev.perennial.learner.classifier;

import org.jspecify.annotations.NullMarked;
