package dev.perennial.schemas.drift;

import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The test of Kolmogorov and Smirnov on a sliding window: KSWIN of Raab, Heusinger and Schleif,
 * "Reactive soft prototype computing for concept drift streams" (Neurocomputing 2020). Of the
 * latest {@value #WINDOW} values the newest {@value #RECENT} are compared with as many drawn from
 * the others; with D the largest distance of their distribution functions
 *
 * <pre>
 * change where D &gt; sqrt(-ln α / r),   r = {@value #RECENT}
 * </pre>
 *
 * and only the newest values are kept. It sees any change of a distribution, not only of the mean.
 * One test a value of a stream makes α no rate of false alarms a value: neighbouring tests share
 * most of their values, but hundreds of them are independent.
 *
 * <p>Departures: the values that are drawn are a function of how many came before, so that nothing
 * but the window is state; values are kept in single precision.
 */
final class Kswin implements ChangeDetector {

  private static final int WINDOW = 100;
  private static final int RECENT = 30;
  private static final int OLDER = WINDOW - RECENT;

  private final double bound;
  private final long seed;
  // A ring; the value of place p is at p modulo its length.
  private final float[] window = new float[WINDOW];
  private final float[] newest = new float[RECENT];
  private final float[] drawn = new float[RECENT];
  private final int[] order = new int[OLDER];
  private long place;
  private int held;

  /**
   * An empty window.
   *
   * @param alpha how often a test may err, in (0, 1)
   * @param seed which values are drawn
   */
  Kswin(double alpha, long seed) {
    this.bound = Math.sqrt(-Math.log(alpha) / RECENT);
    this.seed = seed;
  }

  @Override
  public boolean add(double value) {
    window[(int) (place % WINDOW)] = (float) Values.finite("kswin", value);
    place++;
    held = Math.min(WINDOW, held + 1);
    if (held < WINDOW || distance() <= bound) {
      return false;
    }
    held = RECENT;
    return true;
  }

  private double distance() {
    for (int i = 0; i < RECENT; i++) {
      newest[i] = back(RECENT - i);
    }
    for (int i = 0; i < OLDER; i++) {
      order[i] = i;
    }
    CounterRandom random = CounterRandom.of(seed, "kswin", place);
    for (int i = 0; i < RECENT; i++) {
      int other = i + random.nextInt(OLDER - i);
      int chosen = order[other];
      order[other] = order[i];
      drawn[i] = back(WINDOW - chosen);
    }
    Arrays.sort(newest);
    Arrays.sort(drawn);
    return distance(newest, drawn);
  }

  private float back(int steps) {
    return window[(int) ((place - steps) % WINDOW)];
  }

  /** The largest distance of two distribution functions, each of as many sorted values. */
  static double distance(float[] one, float[] other) {
    int i = 0;
    int j = 0;
    int most = 0;
    while (i < one.length && j < other.length) {
      float at = Math.min(one[i], other[j]);
      while (i < one.length && one[i] <= at) {
        i++;
      }
      while (j < other.length && other[j] <= at) {
        j++;
      }
      most = Math.max(most, Math.abs(i - j));
    }
    return (double) most / one.length;
  }

  @Override
  public boolean warns() {
    return false;
  }

  @Override
  public int sizeBytes() {
    return Long.BYTES + Integer.BYTES + held * Float.BYTES;
  }

  @Override
  public void encode(ByteBuffer to) {
    to.putLong(place).putInt(held);
    for (int i = held; i > 0; i--) {
      to.putFloat(back(i));
    }
  }

  @Override
  public void decode(ByteBuffer from) {
    place = from.getLong();
    held = from.getInt();
    for (int i = held; i > 0; i--) {
      window[(int) ((place - i) % WINDOW)] = from.getFloat();
    }
  }
}
