package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * The test of Page, "Continuous inspection schemes" (Biometrika 1954), in the form of Hinkley,
 * "Inference about the change-point from cumulative sum tests" (Biometrika 1971), with the running
 * mean x̄_t in place of a known one:
 *
 * <pre>
 * m_t = m_(t-1) + x_t - x̄_t - δ,   M_t = min(m_1 ... m_t),   a rise where m_t - M_t &gt; λ
 * </pre>
 *
 * and the same of -x for a fall. m_t - M_t is kept as one number, max(0, its last value + x_t -
 * x̄_t - δ), which is the same (Lindley's recursion). A change by s is found after about λ / (s -
 * δ) values; δ is best half of the smallest s that matters, and of values with variance σ² a false
 * alarm is rarer than about exp(-2 δ λ / σ²) a value.
 *
 * <p>Departures: nothing is declared among the first {@value #FEWEST} values, whose mean says
 * little. There is no forgetting factor.
 */
final class PageHinkley implements ChangeDetector {

  private static final int FEWEST = 30;
  private static final int SIZE_BYTES = 4 * Long.BYTES;

  private final double delta;
  private final double lambda;
  private final Direction direction;
  private long count;
  private double mean;
  private double rise;
  private double fall;

  /**
   * A test that has seen nothing.
   *
   * @param delta the change that is tolerated, in the unit of the values, at least 0
   * @param lambda how much beyond it must come together, in the unit of the values, above 0
   */
  PageHinkley(double delta, double lambda, Direction direction) {
    this.delta = delta;
    this.lambda = lambda;
    this.direction = direction;
  }

  @Override
  public boolean add(double value) {
    Values.finite("page-hinkley", value);
    count++;
    mean += (value - mean) / count;
    rise = Math.max(0, rise + value - mean - delta);
    fall = Math.max(0, fall + mean - value - delta);
    boolean changed = rise > lambda || (direction == Direction.BOTH && fall > lambda);
    if (count < FEWEST || !changed) {
      return false;
    }
    count = 0;
    mean = 0;
    rise = 0;
    fall = 0;
    return true;
  }

  @Override
  public boolean warns() {
    return false;
  }

  @Override
  public int sizeBytes() {
    return SIZE_BYTES;
  }

  @Override
  public void encode(ByteBuffer to) {
    to.putLong(count).putDouble(mean).putDouble(rise).putDouble(fall);
  }

  @Override
  public void decode(ByteBuffer from) {
    count = from.getLong();
    mean = from.getDouble();
    rise = from.getDouble();
    fall = from.getDouble();
  }
}
