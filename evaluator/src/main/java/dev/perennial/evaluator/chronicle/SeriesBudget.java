package dev.perennial.evaluator.chronicle;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many points all series may hold together: the more series there are, the fewer points each
 * has, and when they would have fewer than {@value #LEAST_POINTS} there are no more series. Owned
 * by one thread; any may ask what was refused.
 */
final class SeriesBudget {

  /** More than a screen is wide in points of two to a bin. */
  static final int MOST_POINTS = 1024;

  static final int LEAST_POINTS = 64;

  private final long points;
  private long series;
  private final AtomicLong refused = new AtomicLong();

  /**
   * A budget.
   *
   * @param points of all series together, at least {@value #LEAST_POINTS}
   */
  SeriesBudget(long points) {
    this.points = points;
  }

  /** How many points each series may hold now, a power of two. */
  int mostPoints() {
    long share = points / Math.max(1, series);
    return (int)
        Math.max(LEAST_POINTS, Math.min(MOST_POINTS, Long.highestOneBit(Math.max(1, share))));
  }

  /** One more series; empty, and counted, where there is no room. */
  Optional<Series> claim() {
    if ((series + 1) * LEAST_POINTS > points) {
      refused.incrementAndGet();
      return Optional.empty();
    }
    series++;
    return Optional.of(new Series(mostPoints()));
  }

  /** How many claims were refused. */
  long refused() {
    return refused.get();
  }
}
