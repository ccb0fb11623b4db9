package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A window that drops its past when the mean has changed: ADWIN2 of Bifet and Gavaldà, "Learning
 * from time-changing data with adaptive windowing" (SDM 2007). An exponential histogram keeps
 * {@value #BUCKETS} buckets of every size 2^i; the window is cut where two parts of it, of n0 and
 * n1 values, differ by more than their bound allows (section 4.1, with the variance σ² of the
 * window):
 *
 * <pre>
 * |μ0 - μ1| &gt; sqrt(2 / m σ² ln(2 / δ')) + 2 / (3 m) ln(2 / δ'),   1 / m = 1 / n0 + 1 / n1,   δ' = δ / ln n
 * </pre>
 *
 * <p>Departures: cuts are looked for every {@value #PERIOD} values only, as in the authors' own
 * implementation; one window serves two confidences, {@link #warns} that something changed and
 * {@link #add} that it did, and only the latter cuts. σ² of errors is μ (1 - μ), which is exact for
 * 0 and 1 and a bound for what lies between; that of other numbers is measured, which takes a
 * second sum a bucket. O(log n) memory, amortized O(1) a value.
 */
public final class Adwin implements ChangeDetector {

  private static final int BUCKETS = 5;
  private static final int PERIOD = 32;
  private static final int SIZES = 40;
  private static final int LEAST_PART = 5;

  /** Where the variance of the window comes from. */
  private enum Variance {
    OF_THE_MEAN,
    MEASURED
  }

  private final double warning;
  private final double change;
  private final Direction direction;
  private final Variance variance;
  // Row i holds the sums of buckets of 2^i values, the oldest first.
  private final int[] used = new int[SIZES];
  private final double[] sums = new double[SIZES * (BUCKETS + 1)];
  // The same of the squares, where they are measured.
  private final double[] squares;
  private int sizes = 1;
  private long count;
  private double sum;
  private double square;
  private long seen;
  private boolean suspicious;

  private Adwin(double warning, double change, Direction direction, Variance variance) {
    this.warning = warning;
    this.change = change;
    this.direction = direction;
    this.variance = variance;
    this.squares = new double[variance == Variance.MEASURED ? sums.length : 0];
  }

  /**
   * An empty window of errors: 0 or 1, or between.
   *
   * @param warning how often a stationary stream may be suspected, in (0, 1)
   * @param change how often a stationary stream may be cut, in (0, warning]
   * @param direction which cuts {@link #add} tells of; the window is cut by all
   */
  public static Adwin ofErrors(double warning, double change, Direction direction) {
    return new Adwin(warning, change, direction, Variance.OF_THE_MEAN);
  }

  /** An empty window of numbers in [0, 1] whose variance is to be measured; otherwise the same. */
  static Adwin ofNumbers(double warning, double change, Direction direction) {
    return new Adwin(warning, change, direction, Variance.MEASURED);
  }

  /** How many of the latest values are in the window. */
  public long count() {
    return count;
  }

  /** The mean of the window, in [0, 1]; 0 where it is empty. */
  public double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /** Whether the last look found a change at the warning's confidence, up or down. */
  @Override
  public boolean warns() {
    return suspicious;
  }

  @Override
  public boolean add(double value) {
    insert(Values.error("adwin", value));
    seen++;
    return seen % PERIOD == 0 && count > 2 * LEAST_PART && look();
  }

  private void insert(double value) {
    count++;
    sum += value;
    double carried = value;
    double carriedSquare = value * value;
    square += carriedSquare;
    for (int size = 0; ; size++) {
      int at = size * (BUCKETS + 1);
      sums[at + used[size]] = carried;
      if (variance == Variance.MEASURED) {
        squares[at + used[size]] = carriedSquare;
      }
      used[size]++;
      sizes = Math.max(sizes, size + 1);
      if (used[size] <= BUCKETS || size == SIZES - 1) {
        return;
      }
      carried = sums[at] + sums[at + 1];
      used[size] -= 2;
      System.arraycopy(sums, at + 2, sums, at, used[size]);
      if (variance == Variance.MEASURED) {
        carriedSquare = squares[at] + squares[at + 1];
        System.arraycopy(squares, at + 2, squares, at, used[size]);
      }
    }
  }

  /** Looks for a change, and drops the past while there is one; whether it is one to tell of. */
  private boolean look() {
    double before = mean();
    boolean cut = false;
    while (changedAt(change)) {
      dropOldest();
      cut = true;
    }
    suspicious = changedAt(warning);
    return cut && (direction == Direction.BOTH || mean() > before);
  }

  /** Whether some cut parts the window into two that differ at that confidence. */
  private boolean changedAt(double delta) {
    double confidence = Math.log(2 * Math.log((double) count) / delta);
    double mean = mean();
    double spread = spread(mean);
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
              Math.sqrt(2 * harmonic * spread * confidence) + 2.0 / 3 * harmonic * confidence;
          if (Math.abs(pastSum / pastCount - (sum - pastSum) / recentCount) > bound) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private double spread(double mean) {
    return variance == Variance.OF_THE_MEAN
        ? mean * (1 - mean)
        : Math.max(0, square / count - mean * mean);
  }

  private void dropOldest() {
    int size = sizes - 1;
    int at = size * (BUCKETS + 1);
    count -= 1L << size;
    sum -= sums[at];
    used[size]--;
    System.arraycopy(sums, at + 1, sums, at, used[size]);
    if (variance == Variance.MEASURED) {
      square -= squares[at];
      System.arraycopy(squares, at + 1, squares, at, used[size]);
    }
    while (sizes > 1 && used[sizes - 1] == 0) {
      sizes--;
    }
  }

  @Override
  public int sizeBytes() {
    int buckets = 0;
    for (int size = 0; size < sizes; size++) {
      buckets += used[size];
    }
    int bytes = Integer.BYTES * (1 + sizes) + Long.BYTES * (2 + 1 + buckets) + 1;
    return variance == Variance.MEASURED ? bytes + Double.BYTES * (1 + buckets) : bytes;
  }

  @Override
  public void encode(ByteBuffer to) {
    to.putLong(count).putDouble(sum).putLong(seen).put((byte) (suspicious ? 1 : 0)).putInt(sizes);
    for (int size = 0; size < sizes; size++) {
      to.putInt(used[size]);
      put(to, sums, size);
    }
    if (variance == Variance.MEASURED) {
      to.putDouble(square);
      for (int size = 0; size < sizes; size++) {
        put(to, squares, size);
      }
    }
  }

  private void put(ByteBuffer to, double[] buckets, int size) {
    for (int i = 0; i < used[size]; i++) {
      to.putDouble(buckets[size * (BUCKETS + 1) + i]);
    }
  }

  @Override
  public void decode(ByteBuffer from) {
    count = from.getLong();
    sum = from.getDouble();
    seen = from.getLong();
    suspicious = from.get() == 1;
    sizes = from.getInt();
    Arrays.fill(used, 0);
    for (int size = 0; size < sizes; size++) {
      used[size] = from.getInt();
      get(from, sums, size);
    }
    if (variance == Variance.MEASURED) {
      square = from.getDouble();
      for (int size = 0; size < sizes; size++) {
        get(from, squares, size);
      }
    }
  }

  private void get(ByteBuffer from, double[] buckets, int size) {
    for (int i = 0; i < used[size]; i++) {
      buckets[size * (BUCKETS + 1) + i] = from.getDouble();
    }
  }
}
