package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AccuracyMatrixTest {

  private static final OptionalInt NOT_LEARNED = OptionalInt.empty();

  private static TaskScore score(int task, OptionalInt learnedIn, long correct) {
    return new TaskScore(task, learnedIn, new Cell(correct, 10));
  }

  private static Evaluation evaluation(long number, int period, int learned, TaskScore... scores) {
    return new Evaluation(number, OptionalInt.of(period), OptionalInt.of(learned), List.of(scores));
  }

  @Test
  void putsColumnsInTheOrderTasksWereLearned() {
    AccuracyMatrix matrix =
        AccuracyMatrix.of(
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

    assertThat(AccuracyMatrix.of(late).with(early).cell(0, 0)).contains(new Cell(9, 10));
    assertThat(AccuracyMatrix.of(early).with(late)).isEqualTo(AccuracyMatrix.of(late).with(early));
  }

  @Test
  void givesATaskAColumnForThePeriodBeforeItWasLearnedOnceItIs() {
    Evaluation before =
        evaluation(1, 0, 0, score(0, OptionalInt.of(0), 9), score(1, NOT_LEARNED, 2));
    Evaluation after =
        evaluation(2, 1, 1, score(0, OptionalInt.of(0), 6), score(1, OptionalInt.of(1), 8));

    assertThat(AccuracyMatrix.of(before).cell(0, 1)).isEmpty();
    assertThat(AccuracyMatrix.of(before).with(after).cell(0, 1)).contains(new Cell(2, 10));
  }

  @Test
  void takesARevisitedTaskAsPartOfTheRunningPeriod() {
    Evaluation boundary =
        evaluation(2, 1, 1, score(0, OptionalInt.of(0), 2), score(1, OptionalInt.of(1), 8));
    Evaluation revisited =
        evaluation(3, 1, 1, score(0, OptionalInt.of(0), 9), score(1, OptionalInt.of(1), 4));
    AccuracyMatrix matrix =
        AccuracyMatrix.of(evaluation(1, 0, 0, score(0, OptionalInt.of(0), 10)))
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
        AccuracyMatrix.of(evaluation(1, 0, 0, score(0, OptionalInt.of(0), 10)))
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
            AccuracyMatrix.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(matrix);
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
