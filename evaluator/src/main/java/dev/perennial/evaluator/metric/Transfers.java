package dev.perennial.evaluator.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;

/**
 * What one more period does to the accuracy on another task than its own, one term for each such
 * pair whose two cells were scored and for which the term is defined. Before period 0 stands the
 * untrained model. Stateless.
 */
final class Transfers {

  private Transfers() {}

  /** A column's accuracy at the end of one period and of the next. */
  private record Change(int column, Cell before, Cell after) {}

  /** The mean of {@code term} over tasks that are learned after the period. */
  static Measured forward(AccuracyMatrix matrix, Term term) {
    return mean(
        changes(matrix, (column, period) -> column > period),
        term,
        "no task was scored before and after a period that came before its own");
  }

  /** The mean of {@code term} over tasks that were learned before the period. */
  static Measured backward(AccuracyMatrix matrix, Term term) {
    return mean(
        changes(matrix, (column, period) -> column < period),
        term,
        "no task was scored before and after a period that came after its own");
  }

  private static List<Change> changes(AccuracyMatrix matrix, BiPredicate<Integer, Integer> counts) {
    List<Change> changes = new ArrayList<>();
    for (int period = 0; period < matrix.periods(); period++) {
      for (int column = 0; column < matrix.periods(); column++) {
        Optional<Cell> before =
            period == 0 ? matrix.baseline(column) : matrix.cell(period - 1, column);
        Optional<Cell> after = matrix.cell(period, column);
        if (counts.test(column, period) && before.isPresent() && after.isPresent()) {
          changes.add(new Change(column, before.get(), after.get()));
        }
      }
    }
    return changes;
  }

  private static Measured mean(List<Change> changes, Term term, String reason) {
    Mean mean = new Mean();
    Map<Integer, Long> samples = new HashMap<>();
    for (Change change : changes) {
      term.of(change.before().accuracy(), change.after().accuracy())
          .ifPresent(
              value -> {
                mean.add(value, 0);
                samples.put(change.column(), change.after().total());
              });
    }
    return mean.isEmpty()
        ? Measured.absent(reason, 0)
        : Measured.of(mean.value(), samples.values().stream().mapToLong(Long::longValue).sum());
  }

  /** How a change of accuracy is put as one number. */
  enum Term {
    /** After over before; undefined where nothing was right before. */
    RATIO {
      @Override
      OptionalDouble of(double before, double after) {
        return before == 0 ? OptionalDouble.empty() : OptionalDouble.of(after / before);
      }
    },
    /**
     * The difference over the sum, in [-1, 1]; undefined where nothing was right at either time.
     */
    CONTRAST {
      @Override
      OptionalDouble of(double before, double after) {
        return before + after == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((after - before) / (after + before));
      }
    };

    abstract OptionalDouble of(double before, double after);
  }
}
