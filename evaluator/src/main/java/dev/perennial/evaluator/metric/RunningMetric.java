package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A metric folded from items one at a time: a monoid whose zero is a new object and whose operation
 * is {@link #append}. Folding a sequence gives the same value as folding its parts apart and
 * appending them in order. Takes constant memory, or as much as there are classes or tasks. Owned
 * by one thread.
 *
 * @param <T> what it is folded from
 * @param <M> the metric itself
 */
public interface RunningMetric<T, M extends RunningMetric<T, M>> {

  /** The metric's name on the wire, in kebab-case. */
  String name();

  /** Folds one more item in. */
  void add(T item);

  /** Folds in what {@code later} has folded, as if its items had come after these. */
  void append(M later);

  /** The value so far; absent, with the reason, before the first item or where it is undefined. */
  Measured value();

  /**
   * Writes everything, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  void save(DataOutput out) throws IOException;

  /**
   * Takes the state that {@link #save} wrote, in place of its own.
   *
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  void load(DataInput in) throws IOException;
}
