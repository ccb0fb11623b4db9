package dev.perennial.evaluator.board;

import dev.perennial.evaluator.metric.Measured;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a learner's predictions amount to.
 *
 * @param predictions how many it has made, labelled or not
 * @param place that of the newest labelled one; empty before the first
 * @param metrics by name, in the order they are listed in
 */
public record AnswersSnapshot(
    long predictions, Optional<Place> place, Map<String, Measured> metrics) {

  /** Copies the metrics. */
  public AnswersSnapshot {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
