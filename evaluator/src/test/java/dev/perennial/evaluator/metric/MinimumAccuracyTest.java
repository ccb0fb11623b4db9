package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MinimumAccuracyTest extends EvaluationMetricContract<MinimumAccuracy> {

  @Override
  MinimumAccuracy zero() {
    return new MinimumAccuracy(100);
  }

  @Test
  void isTheMeanOfTheLeastSinceEachTaskEnded() {
    // Task 0: min of .70, .75, .50. Task 1: min of .60, .70. Task 2: .65. The last still runs.
    assertThat(ofTheVectors().value().getAsDouble())
        .isCloseTo((.50 + .60 + .65) / 3, within(1e-12));
    assertThat(ofTheVectors().n()).isEqualTo(600);
  }

  @Test
  void remembersAFallThatWasMadeGoodBeforeTheBoundary() {
    MinimumAccuracy metric = zero();
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.3, 0}, Matrices.SIZES));
    metric.add(Matrices.evaluation(2, OptionalInt.of(0), new double[] {.9, 0}, Matrices.SIZES));
    metric.add(Matrices.evaluation(3, OptionalInt.of(1), new double[] {.2, .5}, Matrices.SIZES));
    metric.add(Matrices.evaluation(4, OptionalInt.of(1), new double[] {.8, .9}, Matrices.SIZES));

    // The .3 was while task 0 was learned.
    assertThat(metric.value().value().getAsDouble()).isCloseTo(.2, within(1e-12));
  }

  @Test
  void isAbsentWhileTheFirstTaskIsLearned() {
    MinimumAccuracy metric = zero();
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.3}, Matrices.SIZES));

    assertThat(metric.value())
        .isEqualTo(Measured.absent("no task has been scored after its period", 0));
  }
}
