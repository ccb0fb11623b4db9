package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of the metrics read off the matrix; all figures to six places. */
class ConformanceVectorsTest {

  private static final double[] BASELINE = {.10, .08, .12, .09};

  static Stream<Arguments> vectors() {
    return Stream.of(
        // Each n counts a task's samples once: 1000 are all four, 600 the first three, 900 the
        // last.
        Arguments.of(new AverageAccuracy(), .6625, 1000),
        Arguments.of(new MicroAccuracy(), .705, 1000),
        Arguments.of(new AverageIncrementalAccuracy(), .780208, 1000),
        Arguments.of(new BackwardTransfer(), -.283333, 600),
        Arguments.of(new TriangularBackwardTransfer(), -.258333, 600),
        Arguments.of(new ForwardTransfer(), .153333, 900),
        Arguments.of(new Forgetting(), .283333, 600),
        Arguments.of(new LearningAccuracy(), .875, 1000),
        // By hand: tasks 0 to 2 by -.25, -.30, -.20. Forward .08 to .20, .12 to .10, .09 to .05,
        // .10
        // to .30, .05 to .10, .10 to .25; backward .90 to .70 to .75 to .50, .95 to .60 to .70, .85
        // to .65.
        Arguments.of(new PerformanceMaintenance(), -.25, 600),
        Arguments.of(new ForwardTransferRatio(), 1.898148, 900),
        Arguments.of(new ForwardTransferContrast(), .218975, 900),
        Arguments.of(new BackwardTransferRatio(), .846471, 600),
        Arguments.of(new BackwardTransferContrast(), -.095456, 600));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("vectors")
  void equalsThePublishedFigure(MatrixMetric metric, double expected, long n) {
    Measured measured = metric.of(Matrices.matrix(Matrices.vectors(), BASELINE));

    assertThat(measured.value()).isPresent();
    assertThat(measured.value().getAsDouble()).isCloseTo(expected, within(5e-7));
    assertThat(measured.n()).isEqualTo(n);
  }

  @Test
  void taskThatIsBetterNowThanEverLowersForgettingBelowItsZero() {
    double[][] rows = Matrices.vectors();
    rows[3][0] = .95;
    AccuracyMatrix matrix = Matrices.matrix(rows, BASELINE);

    assertThat(new Forgetting().of(matrix).value().getAsDouble()).isCloseTo(.133333, within(5e-7));
    assertThat(new BackwardTransfer().of(matrix).value().getAsDouble())
        .isCloseTo(-.133333, within(5e-7));
  }

  @Test
  void forgettingIsFromTheBestPeriodAndNotFromTheTasksOwn() {
    double[][] rows = Matrices.vectors();
    rows[2][0] = .97;

    assertThat(new Forgetting().of(Matrices.matrix(rows, BASELINE)).value().getAsDouble())
        .isCloseTo(.306667, within(5e-7));
  }
}
