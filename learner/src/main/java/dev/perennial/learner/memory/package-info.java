/** Replay memory: which rows are kept, and which of them come back. */
@NullMarked
package dev.perennial.learner.memory;

import org.jspecify.annotations.NullMarked;
