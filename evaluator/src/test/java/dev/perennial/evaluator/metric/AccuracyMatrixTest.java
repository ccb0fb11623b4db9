package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccuracyMatrixTest {

  private static final OptionalInt NOT_LEARNED = OptionalInt.empty();
  private static final AccuracyMatrix ALL = AccuracyMatrix.keeping(100);

  private static TaskScore score(int task, OptionalInt learnedIn, long correct) {
    return new TaskScore(task, learnedIn, new Cell(correct, 10));
  }

  private static Evaluation evaluation(long number, int period, int learned, TaskScore... scores) {
    return new Evaluation(number, OptionalInt.of(period), OptionalInt.of(learned), List.of(scores));
  }

  @Test
  void putsColumnsInTheOrderTasksWereLearned() {
    AccuracyMatrix matrix =
        ALL.with(
            evaluation(
                0,
                1,
                2,
                score(2, OptionalInt.of(1), 8),
                score(7, OptionalInt.of(0), 5),
                score(4, NOT_LEARNED, 1)));

    assertThat(matrix.tasks()).containsExactly(7, 2, 4);
    assertThat(matrix.periods()).isEqualTo(2);
    assertThat(matrix.cell(1, 0)).contains(new Cell(5, 10));
    assertThat(matrix.cell(1, 1)).contains(new Cell(8, 10));
    assertThat(matrix.cell(1, 2)).isEmpty();
    assertThat(matrix.cell(0, 0)).isEmpty();
    assertThat(matrix.cellOfTask(1, 4)).contains(new Cell(1, 10));
  }

  @Test
  void keepsTheNewestEvaluationOfAPeriodEvenIfItComesFirst() {
    Evaluation early = evaluation(1, 0, 0, score(0, OptionalInt.of(0), 3));
    Evaluation late = evaluation(2, 0, 0, score(0, OptionalInt.of(0), 9));

    assertThat(ALL.with(late).with(early).cell(0, 0)).contains(new Cell(9, 10));
    assertThat(ALL.with(early).with(late)).isEqualTo(ALL.with(late).with(early));
  }

  @Test
  void givesATaskAColumnForThePeriodBeforeItWasLearnedOnceItIs() {
    Evaluation before =
        evaluation(1, 0, 0, score(0, OptionalInt.of(0), 9), score(1, NOT_LEARNED, 2));
    Evaluation after =
        evaluation(2, 1, 1, score(0, OptionalInt.of(0), 6), score(1, OptionalInt.of(1), 8));

    assertThat(ALL.with(before).cell(0, 1)).isEmpty();
    assertThat(ALL.with(before).with(after).cell(0, 1)).contains(new Cell(2, 10));
  }

  @Test
  void takesARevisitedTaskAsPartOfTheRunningPeriod() {
    Evaluation boundary =
        evaluation(2, 1, 1, score(0, OptionalInt.of(0), 2), score(1, OptionalInt.of(1), 8));
    Evaluation revisited =
        evaluation(3, 1, 1, score(0, OptionalInt.of(0), 9), score(1, OptionalInt.of(1), 4));
    AccuracyMatrix matrix =
        ALL.with(evaluation(1, 0, 0, score(0, OptionalInt.of(0), 10)))
            .with(boundary)
            .with(revisited);

    assertThat(matrix.periods()).isEqualTo(2);
    // 1.0 when learned, .9 now.
    assertThat(new BackwardTransfer().of(matrix).value().getAsDouble())
        .isCloseTo(-.1, org.assertj.core.api.Assertions.within(1e-15));
  }

  @Test
  void leavesOutATaskThatHasNoHoldoutSamples() {
    AccuracyMatrix matrix =
        ALL.with(evaluation(1, 0, 0, score(0, OptionalInt.of(0), 10)))
            .with(evaluation(2, 1, 1, score(0, OptionalInt.of(0), 4)));

    // Task 1 has never been scored: the mean is over task 0 alone, not over task 0 and a zero.
    assertThat(new AverageAccuracy().of(matrix)).isEqualTo(Measured.of(.4, 10));
    assertThat(new ForwardTransfer().of(matrix).absence()).isPresent();
  }

  @Test
  void isTheSameAfterItWasSavedAndLoaded() throws IOException {
    AccuracyMatrix matrix = Matrices.matrix(Matrices.vectors(), new double[] {.10, .08, .12, .09});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    matrix.save(new DataOutputStream(bytes));

    assertThat(
            AccuracyMatrix.load(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 100))
        .isEqualTo(matrix);
  }

  @Test
  void answersTheNewestScoreOfATaskThatALaterEvaluationLeftOut() {
    AccuracyMatrix matrix =
        ALL.with(evaluation(1, 0, 0, score(0, OptionalInt.of(0), 9)))
            .with(evaluation(2, 1, 1, score(1, OptionalInt.of(1), 8)));

    assertThat(matrix.cell(1, 0)).isEmpty();
    assertThat(matrix.newest(0)).contains(new Cell(9, 10));
    assertThat(new AverageAccuracy().of(matrix)).isEqualTo(Measured.of((.9 + .8) / 2, 20));
    assertThat(matrix.evaluationOf(0, 0)).hasValue(1);
  }

  @Test
  void takesThatOfALaterModelAsTheNewestThoughAPastOneIsScoredAfterIt() {
    AccuracyMatrix matrix =
        ALL.with(evaluation(2, 1, 1, score(0, OptionalInt.of(0), 4)))
            .with(evaluation(3, 0, 0, score(0, OptionalInt.of(0), 9)));

    assertThat(matrix.newest(0)).contains(new Cell(4, 10));
  }

  /** Task j is learned in period j and has j mod 10 of 10 right ever after; all are scored. */
  private static List<Evaluation> longStream(int periods) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (int period = 0; period < periods; period++) {
      List<TaskScore> scores = new ArrayList<>();
      for (int task = 0; task < periods; task++) {
        scores.add(
            score(task, task <= period ? OptionalInt.of(task) : NOT_LEARNED, (long) task % 10));
      }
      evaluations.add(
          new Evaluation(period, OptionalInt.of(period), OptionalInt.of(period), scores));
    }
    return evaluations;
  }

  @Test
  void keepsOfALongStreamNoMoreThanItShould() {
    AccuracyMatrix matrix = AccuracyMatrix.keeping(20);
    for (Evaluation evaluation : longStream(200)) {
      matrix = matrix.with(evaluation);
      assertThat(matrix.kept()).hasSizeLessThanOrEqualTo(20);
      assertThat(matrix.tasks()).hasSizeLessThanOrEqualTo(40);
    }

    assertThat(matrix.periods()).isEqualTo(200);
    assertThat(matrix.kept()).contains(190, 199).hasSize(20);
    assertThat(matrix.kept().stream().mapToDouble(matrix::weight).sum()).isEqualTo(200);
  }

  @Test
  void dropsNothingThatATransferToTheKeptTasksNeeds() {
    AccuracyMatrix matrix = AccuracyMatrix.keeping(20);
    for (Evaluation evaluation : longStream(200)) {
      matrix = matrix.with(evaluation);
    }

    for (int column : matrix.kept()) {
      // Unlearned tasks are sampled too, so of an old one it may never have been there.
      assertThat(matrix.cell(column, column)).contains(new Cell(column % 10, 10));
      assertThat(matrix.newest(column)).contains(new Cell(column % 10, 10));
    }
    assertThat(matrix.before(199)).contains(new Cell(9, 10));
  }

  @Test
  void isTheSameInWhateverOrderAndHoweverOftenALongStreamComes() {
    List<Evaluation> evaluations = longStream(120);
    AccuracyMatrix inOrder = AccuracyMatrix.keeping(20);
    for (Evaluation evaluation : evaluations) {
      inOrder = inOrder.with(evaluation);
    }
    for (int seed = 0; seed < 5; seed++) {
      List<Evaluation> shuffled = new ArrayList<>(evaluations);
      shuffled.addAll(evaluations.subList(0, 60));
      Collections.shuffle(shuffled, new Random(seed));
      AccuracyMatrix matrix = AccuracyMatrix.keeping(20);
      for (Evaluation evaluation : shuffled) {
        matrix = matrix.with(evaluation);
      }

      for (MatrixMetric metric : Metrics.ofMatrix()) {
        assertThat(metric.of(matrix)).as(metric.name()).isEqualTo(metric.of(inOrder));
      }
    }
  }

  @Test
  void estimatesTheAccuracyOnAllTasksFromThoseKept() {
    AccuracyMatrix matrix = AccuracyMatrix.keeping(200);
    for (int period = 0; period < 5_000; period++) {
      matrix =
          matrix.with(
              evaluation(
                  period, period, period, score(period, OptionalInt.of(period), period % 10)));
    }

    // The mean of 0 to .9, from a hundred tasks drawn: deviation .29 / 10.
    assertThat(new AverageAccuracy().of(matrix).value().getAsDouble())
        .isCloseTo(.45, org.assertj.core.api.Assertions.within(.09));
  }

  @Test
  void refusesToKeepTooFewOrTooMany() {
    assertThatThrownBy(() -> AccuracyMatrix.keeping(1)).hasMessage("most must be in [2, 500]: 1");
    assertThatThrownBy(() -> AccuracyMatrix.keeping(501))
        .hasMessage("most must be in [2, 500]: 501");
  }

  @Test
  void refusesCellsThatCannotBe() {
    assertThatThrownBy(() -> new Cell(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("correct must be in [0, 2]: 3");
    assertThatThrownBy(() -> new Cell(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("total must be at least 1: 0");
  }
}
