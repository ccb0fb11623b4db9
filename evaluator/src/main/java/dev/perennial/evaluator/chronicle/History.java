package dev.perennial.evaluator.chronicle;

import java.util.List;
import java.util.Map;

/**
 * What a reader has not seen of a learner.
 *
 * @param isWhole whether it is everything, to be shown instead of what was seen; otherwise curves
 *     hold points to append, and those without any are left out
 * @param curves by subject
 * @param marks by place
 * @param seen what the reader knows with this, for the next time
 */
public record History(boolean isWhole, List<Curve> curves, List<Mark> marks, Seen seen) {

  /** Copies the lists. */
  public History {
    curves = List.copyOf(curves);
    marks = List.copyOf(marks);
  }

  /** What there is of a learner that nothing is known of yet. */
  static History ofNothing(Seen seen) {
    return new History(seen.rewrites() != 0, List.of(), List.of(), new Seen(0, 0, Map.of()));
  }

  /** Whether there is nothing to show. */
  public boolean isEmpty() {
    return !isWhole && curves.isEmpty() && marks.isEmpty();
  }

  /**
   * How far a reader has read.
   *
   * @param rewrites how often curves had been changed elsewhere than at their end
   * @param marks how many marks there had been
   * @param lastPlaces the place of the last point of each curve that had one
   */
  public record Seen(long rewrites, long marks, Map<Subject, Long> lastPlaces) {

    /** Nothing yet. */
    public static final Seen NOTHING = new Seen(-1, 0, Map.of());

    /** Copies the map. */
    public Seen {
      lastPlaces = Map.copyOf(lastPlaces);
    }
  }
}
