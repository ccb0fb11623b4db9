package dev.perennial.evaluator.metric;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one more period does to the accuracy on another task than its own: the mean of one term for
 * each such pair of period and task whose two cells were scored. Before period 0 stands the
 * untrained model. A pair of which not both periods are kept does not enter. O(periods²). Owned by
 * one thread.
 */
final class Transfers {

  private final AccuracyMatrix matrix;
  private final Term term;
  private final Mean mean = new Mean();
  private boolean isScored;
  private long samples;

  private Transfers(AccuracyMatrix matrix, Term term) {
    this.matrix = matrix;
    this.term = term;
  }

  /** Of periods that came before the task's own. */
  static Measured forward(AccuracyMatrix matrix, Term term) {
    Transfers transfers = new Transfers(matrix, term);
    for (int column : matrix.kept()) {
      transfers.add(column, 0, column);
    }
    return transfers.value("no task was scored before and after a period that came before its own");
  }

  /** Of periods that came after the task's own. */
  static Measured backward(AccuracyMatrix matrix, Term term) {
    Transfers transfers = new Transfers(matrix, term);
    for (int column : matrix.kept()) {
      transfers.add(column, column + 1, matrix.periods());
    }
    return transfers.value("no task was scored before and after a period that came after its own");
  }

  /** Adds what the periods of a range did to the column; n counts its newest samples once. */
  private void add(int column, int from, int until) {
    long newest = 0;
    for (int period : matrix.kept().stream().filter(p -> from <= p && p < until).toList()) {
      Optional<Cell> before =
          period == 0 ? matrix.baseline(column) : matrix.cell(period - 1, column);
      Optional<Cell> after = matrix.cell(period, column);
      if (before.isPresent() && after.isPresent()) {
        isScored = true;
        OptionalDouble value = term.of(before.get().accuracy(), after.get().accuracy());
        if (value.isPresent()) {
          mean.add(value.getAsDouble(), 0, matrix.weight(period) * matrix.weight(column));
          newest = after.get().total();
        }
      }
    }
    samples += newest;
  }

  private Measured value(String unscored) {
    return mean.isEmpty()
        ? Measured.absent(isScored ? term.undefined : unscored, 0)
        : Measured.of(mean.value(), samples);
  }

  /** How a change of accuracy is put as one number. */
  enum Term {
    /** After over before; undefined where nothing was right before. */
    RATIO("nothing was right before any of the periods") {
      @Override
      OptionalDouble of(double before, double after) {
        return before == 0 ? OptionalDouble.empty() : OptionalDouble.of(after / before);
      }
    },
    /**
     * The difference over the sum, in [-1, 1]; undefined where nothing was right at either time.
     */
    CONTRAST("nothing was right before or after any of the periods") {
      @Override
      OptionalDouble of(double before, double after) {
        return before + after == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((after - before) / (after + before));
      }
    };

    private final String undefined;

    Term(String undefined) {
      this.undefined = undefined;
    }

    abstract OptionalDouble of(double before, double after);
  }
}
