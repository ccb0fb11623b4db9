package dev.perennial.evaluator.metric;

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
}
