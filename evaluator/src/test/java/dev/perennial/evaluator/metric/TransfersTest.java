package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the four transfers do where cells are missing or 0. */
class TransfersTest {

  private static final double[] UNTRAINED = {0, 0};

  private static Measured ofRatio(double[][] rows) {
    return new ForwardTransferRatio().of(Matrices.matrix(rows, UNTRAINED));
  }

  @Test
  void areAbsentBecauseNothingWasRightWhereThatIsWhy() {
    double[][] rows = {{.9, 0}, {.5, .8}};

    assertThat(ofRatio(rows))
        .isEqualTo(Measured.absent("nothing was right before any of the periods", 0));
    assertThat(new ForwardTransferContrast().of(Matrices.matrix(rows, UNTRAINED)))
        .isEqualTo(Measured.absent("nothing was right before or after any of the periods", 0));
  }

  @Test
  void haveAContrastOfOneWhereTheFirstAnswersBecomeRight() {
    double[][] rows = {{.9, .1}, {.5, .8}};

    assertThat(ofRatio(rows).value()).isEmpty();
    assertThat(new ForwardTransferContrast().of(Matrices.matrix(rows, UNTRAINED)))
        .isEqualTo(Measured.of(1, 200));
  }

  @Test
  void leaveOutPairsOfWhichACellWasNotScored() {
    // The middle period was not scored on task 0, so neither its change nor the next is known.
    TaskScore task0 = new TaskScore(0, OptionalInt.of(0), new Cell(90, 100));
    TaskScore task1 = new TaskScore(1, OptionalInt.of(1), new Cell(80, 100));
    TaskScore task1Later = new TaskScore(1, OptionalInt.of(1), new Cell(40, 100));
    AccuracyMatrix matrix =
        Matrices.matrix(
            List.of(
                new Evaluation(1, OptionalInt.of(0), OptionalInt.of(0), List.of(task0)),
                new Evaluation(2, OptionalInt.of(1), OptionalInt.of(1), List.of(task1)),
                new Evaluation(
                    3, OptionalInt.of(2), OptionalInt.of(2), List.of(task0, task1Later))));

    assertThat(new BackwardTransferRatio().of(matrix).value().getAsDouble())
        .isCloseTo(.5, within(1e-12));
    assertThat(new BackwardTransferRatio().of(matrix).n()).isEqualTo(100);
    assertThat(new ForwardTransferRatio().of(matrix).absence())
        .contains("no task was scored before and after a period that came before its own");
    // Task 0: .9 - .9 in period 2. Task 1: .4 - .8.
    assertThat(new PerformanceMaintenance().of(matrix).value().getAsDouble())
        .isCloseTo(-.2, within(1e-12));
  }
}
