package dev.perennial.learner.auto;

import java.util.Arrays;

/**
 * How often each class came, in all and lately. Where the present lacks classes that the past had,
 * what predicts the present best may be what has forgotten the past. Owned by one thread.
 */
final class ClassShares {

  /** Rows after which a row counts for 1/e in what came lately. */
  private static final double HORIZON_ROWS = 500;

  private static final double FADING = Math.exp(-1 / HORIZON_ROWS);

  private final double past;
  private double[] overall = {};
  private double[] lately = {};

  /**
   * No rows yet.
   *
   * @param past how much of the past counts that the present does not show, in [0, 1]
   */
  ClassShares(double past) {
    this.past = past;
  }

  /** A row of a class came. O(classes). */
  void saw(int label) {
    if (label >= overall.length) {
      overall = Arrays.copyOf(overall, label + 1);
      lately = Arrays.copyOf(lately, label + 1);
    }
    for (int other = 0; other < lately.length; other++) {
      lately[other] *= FADING;
    }
    overall[label]++;
    lately[label]++;
  }

  /**
   * By how much each class's share of what came lately falls short of its share of all, at least 0,
   * times how much the past counts. Where all of it counts, their sum is the total variation
   * distance of the two, in [0, 1). Empty before the first row.
   */
  double[] missing() {
    double all = Arrays.stream(overall).sum();
    double late = Arrays.stream(lately).sum();
    double[] missing = new double[overall.length];
    for (int label = 0; label < missing.length; label++) {
      missing[label] = past * Math.max(0, overall[label] / all - lately[label] / late);
    }
    return missing;
  }

  /**
   * How much a row of a class that came lately tells of all rows, in (0, 1]: where all of the past
   * counts, its class's share of all by its share of what came lately, at most 1; where nothing of
   * it counts, 1.
   */
  double relevance(int label) {
    double all = Arrays.stream(overall).sum();
    double late = Arrays.stream(lately).sum();
    double typical = Math.min(1, overall[label] / all / (lately[label] / late));
    return 1 - past * (1 - typical);
  }

  /** The counts, those in all before those lately; a copy. */
  double[] counts() {
    double[] counts = Arrays.copyOf(overall, 2 * overall.length);
    System.arraycopy(lately, 0, counts, overall.length, lately.length);
    return counts;
  }

  /** Goes on with counts that {@link #counts} gave. */
  void become(double[] counts) {
    overall = Arrays.copyOf(counts, counts.length / 2);
    lately = Arrays.copyOfRange(counts, counts.length / 2, counts.length);
  }
}
