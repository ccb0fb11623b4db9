package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every metric read off the matrix must do; one that is listed is tested. */
class MatrixMetricContractTest {

  static Stream<MatrixMetric> metrics() {
    return Metrics.ofMatrix().stream();
  }

  private static List<Evaluation> randomEvaluations(Random random) {
    int tasks = 2 + random.nextInt(3);
    double[][] rows = new double[tasks][];
    for (int period = 0; period < tasks; period++) {
      rows[period] = random.doubles(tasks).toArray();
    }
    return Matrices.evaluations(rows, random.doubles(tasks).toArray(), Matrices.SIZES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void isAbsentWithAReasonWhereNothingWasScored(MatrixMetric metric) {
    Measured measured = metric.of(AccuracyMatrix.keeping(2));

    assertThat(measured.value()).isEmpty();
    assertThat(measured.absence()).hasValueSatisfying(why -> assertThat(why).isNotBlank());
    assertThat(measured.n()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void isAbsentWhereOnlyTheUntrainedModelWasScored(MatrixMetric metric) {
    List<Evaluation> untrained = randomEvaluations(new Random(1)).subList(0, 1);

    assertThat(metric.of(Matrices.matrix(untrained)).value()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void staysBetweenMinusOneAndOneOrIsARatio(MatrixMetric metric) {
    boolean isRatio = metric.name().endsWith("-ratio");
    for (int seed = 0; seed < 50; seed++) {
      List<Evaluation> evaluations = randomEvaluations(new Random(seed));

      assertThat(metric.of(Matrices.matrix(evaluations)).value().getAsDouble())
          .isBetween(isRatio ? 0. : -1., isRatio ? Double.MAX_VALUE : 1.);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void hasTheSameValueInWhateverOrderAndHoweverOftenEvaluationsCome(MatrixMetric metric) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Evaluation> evaluations = randomEvaluations(random);
      List<Evaluation> shuffled = new ArrayList<>(evaluations);
      shuffled.addAll(evaluations);
      Collections.shuffle(shuffled, random);

      assertThat(metric.of(Matrices.matrix(shuffled)))
          .isEqualTo(metric.of(Matrices.matrix(evaluations)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metrics")
  void doesNotChangeWhenTasksAreNumberedInAnotherOrderThanTheyAreLearned(MatrixMetric metric) {
    double[] baseline = {.10, .08, .12, .09};
    List<Evaluation> evaluations =
        Matrices.evaluations(Matrices.vectors(), baseline, Matrices.SIZES);
    List<Evaluation> renumbered = evaluations.stream().map(e -> renumbered(e)).toList();

    assertThat(metric.of(Matrices.matrix(renumbered)).value().getAsDouble())
        .isCloseTo(metric.of(Matrices.matrix(evaluations)).value().getAsDouble(), within(1e-15));
  }

  private static Evaluation renumbered(Evaluation evaluation) {
    return new Evaluation(
        evaluation.number(),
        evaluation.period(),
        evaluation.learned().isPresent()
            ? java.util.OptionalInt.of(3 - evaluation.learned().getAsInt())
            : evaluation.learned(),
        evaluation.scores().stream()
            .map(score -> new TaskScore(3 - score.task(), score.learnedIn(), score.cell()))
            .toList());
  }
}
