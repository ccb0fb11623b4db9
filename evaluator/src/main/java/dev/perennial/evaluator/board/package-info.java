/**
 * Where the threads that fold meet the threads that serve: the newest value of every metric of
 * every learner, as immutable snapshots. Knows neither Kafka nor HTTP.
 */
@NullMarked
package dev.perennial.evaluator.board;

import org.jspecify.annotations.NullMarked;
