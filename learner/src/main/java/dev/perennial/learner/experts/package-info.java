/** Several gradient learners, each for its own part of a stream, and what chooses among them. */
@NullMarked
package dev.perennial.learner.experts;

import org.jspecify.annotations.NullMarked;
