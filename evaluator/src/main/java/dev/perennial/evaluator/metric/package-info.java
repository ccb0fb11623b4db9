/**
 * The metrics of continual learning, in pure Java: the accuracy matrix and what is read off it, and
 * the running metrics that are folded from answers one at a time. One file a metric; {@link
 * dev.perennial.evaluator.metric.Metrics} lists them all. Nothing here knows Kafka or Avro.
 */
@NullMarked
package dev.perennial.evaluator.metric;

import org.jspecify.annotations.NullMarked;
