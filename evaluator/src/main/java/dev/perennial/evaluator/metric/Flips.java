package dev.perennial.evaluator.metric;

/**
 * What became of the answers that the version scored before had given on a task.
 *
 * @param negative right before and wrong now, in [0, compared]
 * @param compared hold-out samples that both versions answered, at least 0
 */
public record Flips(long negative, long compared) {

  /** Of a task that no version was scored on before. */
  public static final Flips NONE = new Flips(0, 0);

  /** Checks the ranges. */
  public Flips {
    if (negative < 0 || negative > compared) {
      throw new IllegalArgumentException(
          "negative must be in [0, %d]: %d".formatted(compared, negative));
    }
  }

  /** Of two sets of samples. */
  public Flips plus(Flips other) {
    return new Flips(negative + other.negative, compared + other.compared);
  }
}
