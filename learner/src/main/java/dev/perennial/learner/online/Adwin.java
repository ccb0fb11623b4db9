package dev.perennial.learner.online;

import java.nio.ByteBuffer;

/**
 * A window of 0s and 1s that drops its past when the mean has changed: ADWIN2 of Bifet and Gavaldà,
 * "Learning from time-changing data with adaptive windowing" (SDM 2007). An exponential histogram
 * keeps {@value #BUCKETS} buckets of every size 2^i; the window is cut where two parts of it differ
 * by more than their bound allows (their equation for epsilon-cut with the variance, and delta' =
 * delta / ln n).
 *
 * <p>Departures: cuts are looked for every {@value #PERIOD} values only, as in the authors' own
 * implementation; one window serves two confidences, {@link #suspects} that something changed and
 * {@link #add} that it did, and only the latter cuts. O(log n) memory, amortized O(1) a value.
 */
final class Adwin {

  private static final int BUCKETS = 5;
  private static final int PERIOD = 32;
  private static final int SIZES = 40;
  private static final int LEAST_PART = 5;

  private final double warning;
  private final double drift;
  // Row i holds the sums of buckets of 2^i values, the oldest first.
  private final int[] used = new int[SIZES];
  private final double[] sums = new double[SIZES * (BUCKETS + 1)];
  private int sizes = 1;
  private long count;
  private double sum;
  private long seen;
  private boolean suspicious;

  /**
   * An empty window.
   *
   * @param warning how often a stationary stream may be suspected, in (0, 1)
   * @param drift how often a stationary stream may be cut, in (0, warning]
   */
  Adwin(double warning, double drift) {
    this.warning = warning;
    this.drift = drift;
  }

  /** How many of the latest values are in the window. */
  long count() {
    return count;
  }

  /** The mean of the window, in [0, 1]; 0 where it is empty. */
  double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /** Whether the last look found a change at the warning's confidence. */
  boolean suspects() {
    return suspicious;
  }

  /**
   * Takes a value in.
   *
   * @param value 0 or 1
   * @return whether the mean rose: the past was dropped because it was lower
   */
  boolean add(int value) {
    insert(value);
    seen++;
    return seen % PERIOD == 0 && count > 2 * LEAST_PART && look();
  }

  private void insert(int value) {
    count++;
    sum += value;
    double carried = value;
    for (int size = 0; ; size++) {
      int at = size * (BUCKETS + 1);
      sums[at + used[size]++] = carried;
      sizes = Math.max(sizes, size + 1);
      if (used[size] <= BUCKETS || size == SIZES - 1) {
        return;
      }
      carried = sums[at] + sums[at + 1];
      used[size] -= 2;
      System.arraycopy(sums, at + 2, sums, at, used[size]);
    }
  }

  /** Looks for a change, and drops the past while there is one; whether the mean rose. */
  private boolean look() {
    double before = mean();
    boolean cut = false;
    while (changedAt(drift)) {
      dropOldest();
      cut = true;
    }
    suspicious = changedAt(warning);
    return cut && mean() > before;
  }

  /** Whether some cut parts the window into two that differ at that confidence. */
  private boolean changedAt(double delta) {
    double confidence = Math.log(2 * Math.log((double) count) / delta);
    double mean = mean();
    double variance = mean * (1 - mean);
    double pastCount = 0;
    double pastSum = 0;
    for (int size = sizes - 1; size >= 0; size--) {
      for (int i = 0; i < used[size]; i++) {
        pastCount += 1L << size;
        pastSum += sums[size * (BUCKETS + 1) + i];
        double recentCount = count - pastCount;
        if (recentCount < LEAST_PART) {
          return false;
        }
        if (pastCount >= LEAST_PART) {
          double harmonic = 1 / pastCount + 1 / recentCount;
          double bound =
              Math.sqrt(2 * harmonic * variance * confidence) + 2.0 / 3 * harmonic * confidence;
          if (Math.abs(pastSum / pastCount - (sum - pastSum) / recentCount) > bound) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void dropOldest() {
    int size = sizes - 1;
    int at = size * (BUCKETS + 1);
    count -= 1L << size;
    sum -= sums[at];
    used[size]--;
    System.arraycopy(sums, at + 1, sums, at, used[size]);
    while (sizes > 1 && used[sizes - 1] == 0) {
      sizes--;
    }
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    int buckets = 0;
    for (int size = 0; size < sizes; size++) {
      buckets += used[size];
    }
    return Integer.BYTES * (1 + sizes) + Long.BYTES * (2 + 1 + buckets) + 1;
  }

  /** Puts the whole window. */
  void encode(ByteBuffer to) {
    to.putLong(count).putDouble(sum).putLong(seen).put((byte) (suspicious ? 1 : 0)).putInt(sizes);
    for (int size = 0; size < sizes; size++) {
      to.putInt(used[size]);
      for (int i = 0; i < used[size]; i++) {
        to.putDouble(sums[size * (BUCKETS + 1) + i]);
      }
    }
  }

  /** Becomes what {@link #encode} put. */
  void decode(ByteBuffer from) {
    count = from.getLong();
    sum = from.getDouble();
    seen = from.getLong();
    suspicious = from.get() == 1;
    sizes = from.getInt();
    for (int size = 0; size < sizes; size++) {
      used[size] = from.getInt();
      for (int i = 0; i < used[size]; i++) {
        sums[size * (BUCKETS + 1) + i] = from.getDouble();
      }
    }
  }
}
