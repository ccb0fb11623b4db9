package dev.perennial.cli.pipeline;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one evaluation measured.
 *
 * @param evaluation its number, from 0
 * @param version the model's version: how many steps it had learned
 * @param averageAccuracy over the tasks learned so far, in [0, 1]; empty before the first
 * @param taskAccuracy by the task's index, in [0, 1]; a task without hold-out is absent
 */
public record CurvePoint(
    long evaluation,
    long version,
    OptionalDouble averageAccuracy,
    Map<Integer, Double> taskAccuracy) {

  /** Copies the map. */
  public CurvePoint {
    taskAccuracy = Map.copyOf(taskAccuracy);
  }

  /** The accuracy on one task, empty if it was not scored. */
  public OptionalDouble accuracyOn(int task) {
    Double accuracy = taskAccuracy.get(task);
    return accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy);
  }
}
