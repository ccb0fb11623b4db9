/**
 * The Flink job: reads experiences, folds them with one {@link dev.perennial.learner.job.Fold} per
 * stream and learner, and writes what comes out in one transaction a checkpoint. The only package
 * that knows Flink.
 */
@NullMarked
package dev.perennial.learner.job;

import org.jspecify.annotations.NullMarked;
