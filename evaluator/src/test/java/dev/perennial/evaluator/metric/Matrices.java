package dev.perennial.evaluator.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Accuracy matrices from figures, for tests. Task j is learned in period j. */
final class Matrices {

  /** The hold-out sizes of the conformance vectors. */
  static final int[] SIZES = {100, 200, 300, 400};

  private Matrices() {}

  /** The matrix of the conformance vectors. */
  static double[][] vectors() {
    return new double[][] {
      {.90, .20, .10, .05}, {.70, .95, .30, .10}, {.75, .60, .85, .25}, {.50, .70, .65, .80}
    };
  }

  /** One evaluation a row, preceded by that of the untrained model. */
  static List<Evaluation> evaluations(double[][] rows, double[] baseline, int[] sizes) {
    List<Evaluation> evaluations = new ArrayList<>();
    evaluations.add(evaluation(0, OptionalInt.empty(), baseline, sizes));
    for (int period = 0; period < rows.length; period++) {
      evaluations.add(evaluation(period + 1, OptionalInt.of(period), rows[period], sizes));
    }
    return evaluations;
  }

  static Evaluation evaluation(long number, OptionalInt period, double[] row, int[] sizes) {
    List<TaskScore> scores =
        IntStream.range(0, row.length)
            .mapToObj(
                task ->
                    new TaskScore(
                        task,
                        period.isPresent() && task <= period.getAsInt()
                            ? OptionalInt.of(task)
                            : OptionalInt.empty(),
                        new Cell(Math.round(row[task] * sizes[task]), sizes[task])))
            .toList();
    return new Evaluation(number, period, period, scores);
  }

  static AccuracyMatrix matrix(List<Evaluation> evaluations) {
    AccuracyMatrix matrix = AccuracyMatrix.keeping(100);
    for (Evaluation evaluation : evaluations) {
      matrix = matrix.with(evaluation);
    }
    return matrix;
  }

  static AccuracyMatrix matrix(double[][] rows, double[] baseline) {
    return matrix(evaluations(rows, baseline, SIZES));
  }
}
