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

  private final double absent;
  private final double always;
  private double[] overall = {};
  private double[] lately = {};

  /**
   * No rows yet.
   *
   * @param absent how much of the past counts that the present does not show, in [0, 1]
   * @param always how much of all the past counts whatever the present shows, in [0, 1]
   */
  ClassShares(double absent, double always) {
    this.absent = absent;
    this.always = always;
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
   * How much of the past is missing, by class: each class's share of all, times how far the present
   * is from it as that counts, or times how much the past always counts, whichever is more. The
   * classes of the present are among them: were rows that come to speak for these and a few kept
   * rows for the others, experts would be judged by many rows on the one and by few on the other.
   * At least 0; empty before the first row.
   */
  double[] missing() {
    double all = Arrays.stream(overall).sum();
    double missing = Math.max(always, absent * distance());
    return Arrays.stream(overall).map(rows -> missing * rows / all).toArray();
  }

  /**
   * How far what came lately is from all that came: the total variation distance of the classes'
   * shares, in [0, 1).
   */
  private double distance() {
    double all = Arrays.stream(overall).sum();
    double late = Arrays.stream(lately).sum();
    double distance = 0;
    for (int label = 0; label < overall.length; label++) {
      distance += Math.max(0, overall[label] / all - lately[label] / late);
    }
    return distance;
  }

  /**
   * How much a row of a class that came lately tells of all rows, in (0, 1]: where all that is
   * absent counts, its class's share of all by its share of what came lately, at most 1, times how
   * near the present is to all; where nothing of it counts, 1.
   */
  double relevance(int label) {
    double all = Arrays.stream(overall).sum();
    double late = Arrays.stream(lately).sum();
    double typical = Math.min(1, overall[label] / all / (lately[label] / late));
    return 1 - absent * (1 - typical * (1 - distance()));
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
