/** Whether a learner's errors say that its stream has changed. Pure. */
@NullMarked
package dev.perennial.evaluator.drift;

import org.jspecify.annotations.NullMarked;
