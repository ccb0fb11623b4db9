package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The Hellinger distance between the histograms of a batch and of everything since the last change:
 * HDDDM of Ditzler and Polikar, "Hellinger distance based drift detection for nonstationary
 * environments" (IEEE CIDUE 2011). With P and Q the shares of the b = ⌊√N⌋ bins of a feature, in
 * the batch of N vectors and in the M before it, and T summed over the d features,
 *
 * <pre>
 * T = 4 N M / (N + M) Σ_k Σ_i (√P_ki - √Q_ki)²,   z = (T - T̄) / (s sqrt(1 + 1 / t)),
 * S = max(0, S + z - 1/2),   change where S &gt; γ
 * </pre>
 *
 * T̄ and s being the mean and deviation of the t values of T since the last change: how much the
 * batches of this stream differ anyway is learned, so dependent features and a stream that wanders
 * raise no alarm by themselves. A batch that is no change joins the M.
 *
 * <p>Departures. The paper takes the mean of the distances themselves and compares their
 * differences from batch to batch, which a gradual change never makes large. T is compared itself,
 * in the scale that makes it Freeman and Tukey's statistic ("Transformations related to the angular
 * and the square root", 1950), which does not shrink as M grows and is about χ² when nothing
 * changes; so s is never taken to be below sqrt(2 f), the deviation of χ² with f = Σ_k (bins in use
 * - 1), which independent features have. What T exceeds its mean by is summed up (Page's test), so
 * that a small change is found after some batches. The bins, of equal width, reach {@value #REACH}
 * deviations to each side of the mean of a first batch that is not counted. A change forgets all,
 * and nothing is declared before {@value #FEWEST} values of T. When M has reached {@value #MOST}
 * all counts are halved.
 *
 * <p>State and cost: 2 d b numbers; O(d) a vector and O(d b) a batch.
 */
final class Hdddm implements FeatureDetector {

  private static final double REACH = 2.5;
  private static final double TOLERATED = 0.5;
  private static final int FEWEST = 6;
  private static final int MOST = 1 << 20;

  private final double gamma;
  private final int batch;
  private final int features;
  private final int bins;
  // Bin i of feature k is at k * bins + i.
  private final int[] before;
  private final int[] now;
  private Scales scales;
  private int countBefore;
  private int countNow;
  private int distances;
  private double mean;
  private double squares;
  private double excess;

  /**
   * A detector that has seen nothing.
   *
   * @param features how many a vector has, at least 1
   * @param gamma how many deviations above their mean distances must come together, above 0
   * @param batch how many vectors a batch has, at least 4
   */
  Hdddm(int features, double gamma, int batch) {
    this.gamma = gamma;
    this.batch = batch;
    this.features = features;
    this.bins = (int) Math.sqrt(batch);
    this.before = new int[features * bins];
    this.now = new int[features * bins];
    this.scales = new Scales(features, batch);
  }

  @Override
  public boolean add(float[] vector) {
    Values.count(features, vector);
    if (!scales.areKnown()) {
      scales.learn(vector);
      return false;
    }
    for (int i = 0; i < features; i++) {
      now[i * bins + bin(scales.of(i, vector[i]))]++;
    }
    countNow++;
    if (countNow < batch) {
      return false;
    }
    boolean changed = countBefore > 0 && isFar(distance());
    if (changed) {
      forget();
    } else {
      join();
    }
    return changed;
  }

  private int bin(double deviations) {
    int bin = (int) ((deviations + REACH) * bins / (2 * REACH));
    return Math.max(0, Math.min(bins - 1, bin));
  }

  /** T of the batch. */
  private double distance() {
    double sum = 0;
    for (int i = 0; i < now.length; i++) {
      double difference =
          Math.sqrt((double) now[i] / countNow) - Math.sqrt((double) before[i] / countBefore);
      sum += difference * difference;
    }
    return 4 * sum / (1.0 / countNow + 1.0 / countBefore);
  }

  /** Whether distances have become too large; if not, this one is learned. */
  private boolean isFar(double distance) {
    if (distances >= FEWEST) {
      double deviation = Math.max(Math.sqrt(squares / (distances - 1)), leastDeviation());
      double unsure = Math.sqrt(1 + 1.0 / distances);
      excess = Math.max(0, excess + (distance - mean) / (deviation * unsure) - TOLERATED);
      if (excess > gamma) {
        return true;
      }
    }
    distances++;
    double difference = distance - mean;
    mean += difference / distances;
    squares += difference * (distance - mean);
    return false;
  }

  private double leastDeviation() {
    int used = 0;
    for (int count : before) {
      used += count > 0 ? 1 : 0;
    }
    return Math.sqrt(2.0 * Math.max(1, used - features));
  }

  private void join() {
    for (int i = 0; i < now.length; i++) {
      before[i] += now[i];
    }
    countBefore += countNow;
    Arrays.fill(now, 0);
    countNow = 0;
    if (countBefore >= MOST) {
      halve();
    }
  }

  private void halve() {
    countBefore /= 2;
    for (int i = 0; i < before.length; i++) {
      before[i] /= 2;
    }
  }

  private void forget() {
    scales = new Scales(features, batch);
    Arrays.fill(before, 0);
    Arrays.fill(now, 0);
    countBefore = 0;
    countNow = 0;
    distances = 0;
    mean = 0;
    squares = 0;
    excess = 0;
  }

  @Override
  public int sizeBytes() {
    return scales.sizeBytes()
        + 3 * Integer.BYTES
        + 3 * Double.BYTES
        + (before.length + now.length) * Integer.BYTES;
  }

  @Override
  public void encode(ByteBuffer to) {
    scales.encode(to);
    to.putInt(countBefore).putInt(countNow).putInt(distances).putDouble(mean).putDouble(squares);
    to.putDouble(excess);
    put(to, before);
    put(to, now);
  }

  private static void put(ByteBuffer to, int[] counts) {
    for (int count : counts) {
      to.putInt(count);
    }
  }

  @Override
  public void decode(ByteBuffer from) {
    scales.decode(from);
    countBefore = from.getInt();
    countNow = from.getInt();
    distances = from.getInt();
    mean = from.getDouble();
    squares = from.getDouble();
    excess = from.getDouble();
    get(from, before);
    get(from, now);
  }

  private static void get(ByteBuffer from, int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = from.getInt();
    }
  }
}
