package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many hold-out samples of one task one model answered correctly.
 *
 * @param correct in [0, total]
 * @param total at least 1
 */
public record Cell(long correct, long total) {

  /** Checks the ranges. */
  public Cell {
    if (total < 1) {
      throw new IllegalArgumentException("total must be at least 1: " + total);
    }
    if (correct < 0 || correct > total) {
      throw new IllegalArgumentException(
          "correct must be in [0, %d]: %d".formatted(total, correct));
    }
  }

  /** The share answered correctly, in [0, 1]. */
  public double accuracy() {
    return (double) correct / total;
  }

  /**
   * Writes both counts.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeLong(correct);
    out.writeLong(total);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if {@code in} fails
   */
  public static Cell load(DataInput in) throws IOException {
    return new Cell(in.readLong(), in.readLong());
  }
}
