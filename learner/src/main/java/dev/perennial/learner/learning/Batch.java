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
  private final int[] tasks;

  /**
   * An empty batch.
   *
   * @param capacity the most rows it will hold, at least 1
   */
  public Batch(Features features, int capacity) {
    this.inputs = new Inputs(features, capacity);
    this.labels = new int[capacity];
    this.tasks = new int[capacity];
  }

  /** As {@link #add(ByteBuffer, int, int)}, of task 0: where there are no tasks. */
  public void add(ByteBuffer row, int label) {
    add(row, label, 0);
  }

  /**
   * Adds an example: the remaining bytes of {@code row}, its class and its task. The task is only
   * for telling what memory holds: nothing is learned otherwise because of it.
   *
   * @param label the class's index, at least 0
   * @param task the task's index, at least 0
   * @throws IllegalArgumentException if the row or the label does not fit
   * @throws IllegalStateException if the batch is full
   */
  public void add(ByteBuffer row, int label, int task) {
    if (label < 0) {
      throw new IllegalArgumentException("a class index must not be negative: " + label);
    }
    if (task < 0) {
      throw new IllegalArgumentException("a task index must not be negative: " + task);
    }
    inputs.add(row);
    labels[inputs.rows() - 1] = label;
    tasks[inputs.rows() - 1] = task;
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
   * The task index of a row.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public int task(int row) {
    return tasks[Objects.checkIndex(row, inputs.rows())];
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
