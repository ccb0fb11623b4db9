package dev.perennial.evaluator.board;

import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Measured;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a learner's evaluations amount to.
 *
 * @param evaluation the number of the complete evaluation of the newest model, from 0
 * @param place that of the newest model scored
 * @param matrix every task's accuracy after every period
 * @param taskNames the name of each task scored or learned, by its index
 * @param metrics by name, in the order they are listed in
 */
public record ScoresSnapshot(
    long evaluation,
    Place place,
    AccuracyMatrix matrix,
    Map<Integer, String> taskNames,
    Map<String, Measured> metrics) {

  /** Copies the maps. */
  public ScoresSnapshot {
    taskNames = Collections.unmodifiableMap(new TreeMap<>(taskNames));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
