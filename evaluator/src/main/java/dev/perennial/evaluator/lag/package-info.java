/** How far the learner job is behind the log: asked of the broker, by the clock. */
@NullMarked
package dev.perennial.evaluator.lag;

import org.jspecify.annotations.NullMarked;
