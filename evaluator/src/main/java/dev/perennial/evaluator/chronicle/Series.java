package dev.perennial.evaluator.chronicle;

import java.util.Arrays;

/**
 * A curve through the log that never holds more than so many points, however many it is given.
 *
 * <p>Places ascend and a place has one value: one that comes again replaces what it had. When the
 * points become too many they are thinned: the places between the first and the last are cut into
 * bins of equal width, and each keeps its lowest and its highest point. So the first point, the
 * last one, the lowest and the highest of all are always there, and a drop of a single point
 * survives as long as none in its bin is deeper. What is kept depends only on the points and their
 * order.
 *
 * <p>Owned by one thread.
 */
final class Series {

  /** The least that {@code most} can be: two ends and two bins. */
  static final int LEAST = 8;

  /** What a point did to the curve. */
  enum Change {
    /** It is the new end. */
    APPENDED,
    /** It came between others, or replaced one. */
    REWRITTEN,
    /** It was there. */
    NONE
  }

  private static final int POINTS_OF_A_BIN = 2;

  private long[] x = new long[LEAST];
  private double[] y = new double[LEAST];
  private int size;
  private int most;

  /**
   * An empty curve.
   *
   * @param most how many points it holds, at least {@value #LEAST}
   */
  Series(int most) {
    limit(most);
  }

  /** Holds at most so many points from now on, at least {@value #LEAST}. */
  void limit(int points) {
    if (points < LEAST) {
      throw new IllegalArgumentException(
          "a series holds at least %d points: %d".formatted(LEAST, points));
    }
    most = points;
    if (size > most) {
      thin();
    }
    if (x.length > most) {
      resize(most);
    }
  }

  /**
   * Adds a point; O(1) amortized at the end, O(size) elsewhere.
   *
   * @param value finite
   * @throws IllegalArgumentException if {@code value} is not finite
   */
  Change add(long place, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value must be finite: " + value);
    }
    if (size == 0 || place > x[size - 1]) {
      insert(size, place, value);
      return Change.APPENDED;
    }
    int found = Arrays.binarySearch(x, 0, size, place);
    if (found < 0) {
      insert(-found - 1, place, value);
      return Change.REWRITTEN;
    }
    if (y[found] == value) {
      return Change.NONE;
    }
    y[found] = value;
    return Change.REWRITTEN;
  }

  private void insert(int index, long place, double value) {
    if (size == x.length) {
      resize(Math.min(2 * size, most + 1));
    }
    System.arraycopy(x, index, x, index + 1, size - index);
    System.arraycopy(y, index, y, index + 1, size - index);
    x[index] = place;
    y[index] = value;
    size++;
    if (size > most) {
      thin();
    }
  }

  private void resize(int length) {
    x = Arrays.copyOf(x, length);
    y = Arrays.copyOf(y, length);
  }

  // Leaves at most half of what may be held, and the two ends.
  private void thin() {
    int end = size - 1;
    int kept = 1;
    int from = 1;
    while (from < end) {
      long bin = bin(x[from]);
      int lowest = from;
      int highest = from;
      int next = from + 1;
      while (next < end && bin(x[next]) == bin) {
        lowest = y[next] < y[lowest] ? next : lowest;
        highest = y[next] > y[highest] ? next : highest;
        next++;
      }
      kept = keep(Math.min(lowest, highest), kept);
      kept = lowest == highest ? kept : keep(Math.max(lowest, highest), kept);
      from = next;
    }
    size = keep(end, kept);
  }

  private long bin(long place) {
    int bins = most / (2 * POINTS_OF_A_BIN);
    double share = ((double) place - x[0]) / ((double) x[size - 1] - x[0]);
    return Math.min(bins - 1, (long) (share * bins));
  }

  private int keep(int index, int at) {
    x[at] = x[index];
    y[at] = y[index];
    return at + 1;
  }

  int size() {
    return size;
  }

  /** A copy of all points. */
  Points points() {
    return from(0);
  }

  /** A copy of the points whose place is greater. */
  Points after(long place) {
    int found = Arrays.binarySearch(x, 0, size, place);
    return from(found < 0 ? -found - 1 : found + 1);
  }

  private Points from(int index) {
    return new Points(Arrays.copyOfRange(x, index, size), Arrays.copyOfRange(y, index, size));
  }
}
