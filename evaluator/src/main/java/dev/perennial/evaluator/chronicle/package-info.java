/**
 * How each learner came to stand where it does: bounded curves and marks through the log, read from
 * the topics that every evaluator can read whole, whichever partitions it folds. Knows no HTTP.
 */
@NullMarked
package dev.perennial.evaluator.chronicle;

import org.jspecify.annotations.NullMarked;
