/**
 * The evaluator: a Kafka Streams application that folds predictions and scores into the metrics of
 * continual learning and serves them over HTTP.
 */
@NullMarked
package dev.perennial.evaluator;

import org.jspecify.annotations.NullMarked;
