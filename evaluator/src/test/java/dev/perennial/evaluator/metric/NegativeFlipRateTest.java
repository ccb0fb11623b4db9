package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NegativeFlipRateTest extends MetricContract<Evaluation, NegativeFlipRate> {

  @Override
  NegativeFlipRate zero() {
    return new NegativeFlipRate();
  }

  @Override
  List<Evaluation> items(Random random) {
    return IntStream.range(0, 1 + random.nextInt(20))
        .mapToObj(
            number -> {
              int compared = number == 0 ? 0 : random.nextInt(10);
              return evaluation(number, new Flips(random.nextInt(compared + 1), compared));
            })
        .toList();
  }

  @Override
  double least() {
    return 0;
  }

  @Override
  double most() {
    return 1;
  }

  private static Evaluation evaluation(long number, Flips... flips) {
    List<TaskScore> scores =
        IntStream.range(0, flips.length)
            .mapToObj(
                task -> new TaskScore(task, OptionalInt.of(task), new Cell(5, 10), flips[task]))
            .toList();
    return new Evaluation(number, OptionalInt.of(0), OptionalInt.of(0), scores);
  }

  private static Measured of(Evaluation... evaluations) {
    NegativeFlipRate rate = new NegativeFlipRate();
    List.of(evaluations).forEach(rate::add);
    return rate.value();
  }

  @Test
  void isTheShareOfComparedSamplesOfAllTasksThatWereRightAndAreWrong() {
    // 2 of 10 and 1 of 5.
    assertThat(of(evaluation(1, new Flips(2, 10), new Flips(1, 5)))).isEqualTo(Measured.of(.2, 15));
  }

  @Test
  void isThatOfTheNewestEvaluationThatCompares() {
    assertThat(
            of(
                evaluation(1, new Flips(2, 10)),
                evaluation(2, new Flips(0, 10)),
                evaluation(3, Flips.NONE)))
        .isEqualTo(Measured.of(0, 10));
  }

  @Test
  void isAbsentWhileEveryTaskHasBeenScoredOnceAtMost() {
    assertThat(of(evaluation(1, Flips.NONE)).absence()).contains("no task has been scored twice");
  }

  @Test
  void refusesMoreFlipsThanSamples() {
    assertThatThrownBy(() -> new Flips(3, 2)).hasMessage("negative must be in [0, 2]: 3");
  }
}
