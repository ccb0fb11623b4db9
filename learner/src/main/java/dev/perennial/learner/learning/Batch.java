package dev.perennial.learner.learning;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Labelled rows that are learned in one update. Filled, learned, cleared, filled again; owned by
 * one thread.
 */
public final class Batch {

  private final Inputs inputs;
  private final int[] labels;
  private final Origin[] origins;

  /**
   * An empty batch.
   *
   * @param capacity the most rows it will hold, at least 1
   */
  public Batch(Features features, int capacity) {
    this.inputs = new Inputs(features, capacity);
    this.labels = new int[capacity];
    this.origins = new Origin[capacity];
  }

  /** As {@link #add(ByteBuffer, Origin)}, of a sample without an id, and of task 0. */
  public void add(ByteBuffer row, int label) {
    add(row, new Origin(0, label, 0));
  }

  /**
   * Adds an example: the remaining bytes of {@code row}, and which sample it is, whose class it is
   * learned as.
   *
   * @throws IllegalArgumentException if the row does not fit
   * @throws IllegalStateException if the batch is full
   */
  public void add(ByteBuffer row, Origin origin) {
    add(row, origin.label(), origin);
  }

  /**
   * As {@link #add(ByteBuffer, Origin)}, learned as another class than the sample is of.
   *
   * @param label that class's index, at least 0
   */
  public void add(ByteBuffer row, int label, Origin origin) {
    if (label < 0) {
      throw new IllegalArgumentException("a class index must not be negative: " + label);
    }
    inputs.add(row);
    labels[inputs.rows() - 1] = label;
    origins[inputs.rows() - 1] = origin;
  }

  /** The rows. */
  public Inputs inputs() {
    return inputs;
  }

  /** How many rows there are. */
  public int rows() {
    return inputs.rows();
  }

  /** Whether no row fits any more. */
  public boolean isFull() {
    return inputs.rows() == inputs.capacity();
  }

  /**
   * The class index of a row.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public int label(int row) {
    return labels[Objects.checkIndex(row, inputs.rows())];
  }

  /**
   * Which sample a row is.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Origin origin(int row) {
    return origins[Objects.checkIndex(row, inputs.rows())];
  }

  /** Removes rows; the others stay in their order. How many were removed. */
  public int forget(Forgetting forgotten) {
    int had = rows();
    int kept = 0;
    for (int row = 0; row < had; row++) {
      if (!forgotten.includes(origins[row])) {
        inputs.copy(row, kept);
        labels[kept] = labels[row];
        origins[kept] = origins[row];
        kept++;
      }
    }
    inputs.truncate(kept);
    return had - kept;
  }

  /**
   * Checks how many rows there are.
   *
   * @param most that an update takes
   * @throws IllegalArgumentException if there is none, or there are more
   */
  public void requireRows(int most) {
    if (rows() < 1 || rows() > most) {
      throw new IllegalArgumentException("a batch has 1 to %d rows: %d".formatted(most, rows()));
    }
  }

  /** Forgets every row. */
  public void clear() {
    inputs.clear();
  }
}
