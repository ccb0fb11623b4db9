package dev.perennial.cli.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one learner came to.
 *
 * @param learner its name
 * @param accuracyMatrix a row a learning period, a column a task; empty where nothing was measured
 * @param baselineAccuracy of the untrained model, by task; empty where nothing was measured
 * @param metrics the values that exist, by their wire names
 * @param steps how many updates it made
 * @param modelSha256 of the last snapshot
 * @param deliveries what was lost or duplicated
 * @param curve every evaluation, oldest first
 */
public record LearnerOutcome(
    String learner,
    List<List<OptionalDouble>> accuracyMatrix,
    List<OptionalDouble> baselineAccuracy,
    Map<String, Double> metrics,
    long steps,
    String modelSha256,
    Deliveries.Count deliveries,
    List<CurvePoint> curve) {

  /** Copies the collections. */
  public LearnerOutcome {
    List<List<OptionalDouble>> rows = new ArrayList<>();
    accuracyMatrix.forEach(row -> rows.add(List.copyOf(row)));
    accuracyMatrix = List.copyOf(rows);
    baselineAccuracy = List.copyOf(baselineAccuracy);
    metrics = Map.copyOf(metrics);
    curve = List.copyOf(curve);
  }

  /** The value of a metric by its wire name; empty where it is undefined. */
  public OptionalDouble metric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The prequential accuracy of always answering the label before: solved from kappa-temporal, (p0
   * - p) / (1 - p), so it is undefined where that is, and where nothing was answered wrongly.
   */
  public OptionalDouble noChangeAccuracy() {
    OptionalDouble accuracy = metric("prequential-accuracy");
    OptionalDouble kappa = metric("kappa-temporal");
    if (accuracy.isEmpty() || kappa.isEmpty() || kappa.getAsDouble() >= 1) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        (accuracy.getAsDouble() - kappa.getAsDouble()) / (1 - kappa.getAsDouble()));
  }
}
