package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AverageAnytimeAccuracyTest extends EvaluationMetricContract<AverageAnytimeAccuracy> {

  private static final int[] SIZES = {100, 100};

  @Override
  AverageAnytimeAccuracy zero() {
    return new AverageAnytimeAccuracy();
  }

  @Test
  void countsEveryEvaluationOnceAndOnlyTheTasksBegun() {
    AverageAnytimeAccuracy metric = zero();
    metric.add(Matrices.evaluation(0, OptionalInt.empty(), new double[] {.5, .5}, SIZES));
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.4, .9}, SIZES));
    metric.add(Matrices.evaluation(2, OptionalInt.of(0), new double[] {.8, .9}, SIZES));
    metric.add(Matrices.evaluation(3, OptionalInt.of(1), new double[] {.2, .8}, SIZES));

    // Untrained: not counted. Then .4, .8, and (.2 + .8) / 2 = .5: mean 1.7 / 3, over 400 answers.
    assertThat(metric.value().value().getAsDouble()).isCloseTo(1.7 / 3, within(1e-12));
    assertThat(metric.value().n()).isEqualTo(400);
  }
}
