package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WorstCaseAccuracyTest extends EvaluationMetricContract<WorstCaseAccuracy> {

  @Override
  WorstCaseAccuracy zero() {
    return new WorstCaseAccuracy(100);
  }

  @Test
  void weighsTheTaskBeingLearnedAgainstTheLeastOfAllOthers() {
    // A(4) = .80 weighs 1/4, min-accuracy = .583333 weighs 3/4.
    assertThat(ofTheVectors().value().getAsDouble())
        .isCloseTo(.25 * .80 + .75 * (.50 + .60 + .65) / 3, within(1e-12));
    assertThat(ofTheVectors().n()).isEqualTo(1000);
  }

  @Test
  void isTheAccuracyOfTheFirstTaskWhileItIsAlone() {
    WorstCaseAccuracy metric = zero();
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.3, .1}, Matrices.SIZES));

    assertThat(metric.value()).isEqualTo(Measured.of(.3, 100));
  }

  @Test
  void isAbsentWhileTheTaskBeingLearnedHasNoHoldOut() {
    WorstCaseAccuracy metric = zero();
    TaskScore old = new TaskScore(0, OptionalInt.of(0), new Cell(9, 10));
    metric.add(new Evaluation(1, OptionalInt.of(1), OptionalInt.of(1), List.of(old)));

    assertThat(metric.value())
        .isEqualTo(Measured.absent("the task being learned has not been scored", 0));
  }

  @Test
  void keepsItsValueWhenTheRunningModelsPastSelfIsScoredOnALaterTaskAlone() {
    WorstCaseAccuracy metric = zero();
    metric.add(Matrices.evaluation(5, OptionalInt.of(0), new double[] {.9}, Matrices.SIZES));
    TaskScore later = new TaskScore(1, OptionalInt.of(1), new Cell(1, 100));
    metric.add(new Evaluation(7, OptionalInt.of(0), OptionalInt.of(0), List.of(later)));

    assertThat(metric.value()).isEqualTo(Measured.of(.9, 100));
  }

  @Test
  void doesNotTakeAPastModelThatIsScoredAgainForTheNewest() {
    WorstCaseAccuracy metric = zero();
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.9, 0}, Matrices.SIZES));
    metric.add(Matrices.evaluation(2, OptionalInt.of(1), new double[] {.5, .7}, Matrices.SIZES));
    metric.add(Matrices.evaluation(3, OptionalInt.of(0), new double[] {.9, .1}, Matrices.SIZES));

    assertThat(metric.value().value().getAsDouble()).isCloseTo((.7 + .5) / 2, within(1e-12));
  }
}
