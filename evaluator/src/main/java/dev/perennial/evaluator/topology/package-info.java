/**
 * The Kafka Streams topology: folds predictions and scores into metrics, one state per learner. The
 * states are live objects; {@link dev.perennial.evaluator.topology.WriteBehindStore} writes those
 * that changed to the changelog once per commit.
 */
@NullMarked
package dev.perennial.evaluator.topology;

import org.jspecify.annotations.NullMarked;
