package dev.perennial.evaluator.board;

import dev.perennial.evaluator.metric.Measured;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a learner's measured steps amount to.
 *
 * @param place that of the newest
 * @param metrics by name, in the order they are listed in
 */
public record StepsSnapshot(Place place, Map<String, Measured> metrics) {

  /** Copies the metrics. */
  public StepsSnapshot {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
