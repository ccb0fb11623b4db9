package dev.perennial.learner.learning;

/**
 * A learning period ended: the stream is about to show a task it never trained on, or somebody said
 * so.
 *
 * @param period the period that ended, from 0
 */
public record Boundary(int period) {

  /** Checks the range. */
  public Boundary {
    if (period < 0) {
      throw new IllegalArgumentException("period must not be negative: " + period);
    }
  }
}
