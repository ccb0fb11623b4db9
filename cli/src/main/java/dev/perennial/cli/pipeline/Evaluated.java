package dev.perennial.cli.pipeline;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One evaluation while its metrics come in. Not thread-safe. */
final class Evaluated {

  private final long evaluation;
  private final long version;
  private final Map<Integer, Double> tasks = new TreeMap<>();
  private @Nullable OptionalDouble averageAccuracy;

  Evaluated(long evaluation, long version) {
    this.evaluation = evaluation;
    this.version = version;
  }

  void task(int index, double accuracy) {
    tasks.put(index, accuracy);
  }

  void complete(@Nullable Double average) {
    averageAccuracy = average == null ? OptionalDouble.empty() : OptionalDouble.of(average);
  }

  boolean isComplete() {
    return averageAccuracy != null;
  }

  CurvePoint point() {
    return new CurvePoint(
        evaluation,
        version,
        averageAccuracy == null ? OptionalDouble.empty() : averageAccuracy,
        tasks);
  }
}
