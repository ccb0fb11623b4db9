/**
 * The strategy that needs no choice: several learners side by side, weighted by how well each
 * predicts what comes and what was, through the {@link dev.perennial.learner.learning.Learner}
 * contract alone.
 */
@NullMarked
package dev.perennial.learner.auto;

import org.jspecify.annotations.NullMarked;
