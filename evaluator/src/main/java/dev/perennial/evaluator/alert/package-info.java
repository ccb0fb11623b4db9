/**
 * Rules about metrics, and when a learner breaks one or keeps it again. Knows no Kafka; what the
 * topology and a test feed in are values in their order.
 */
@NullMarked
package dev.perennial.evaluator.alert;

import org.jspecify.annotations.NullMarked;
