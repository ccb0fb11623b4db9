package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * HDDM with the A-test of Frías-Blanco et al., "Online and non-parametric drift detection methods
 * based on Hoeffding's bounds" (IEEE Transactions on Knowledge and Data Engineering 2015). The
 * values so far are cut where the mean of the first part, plus its bound sqrt(ln(1 / α) / 2n), was
 * least; the mean of all has risen if, with the first part's x̄ of n values and all's z̄ of N,
 *
 * <pre>
 * z̄ - x̄ ≥ sqrt((N - n) / (2 n N) ln(2 / α))
 * </pre>
 *
 * <p>and has fallen by the mirror image of both. No distribution is assumed, but values must be in
 * [0, 1]. Two α: one declares, a larger one warns; the cut is made with the former, as in the
 * authors' implementation in MOA.
 */
final class HddmA implements ChangeDetector {

  private static final int SIZE_BYTES = 6 * Long.BYTES + 1;

  private final double change;
  private final double warning;
  private final Direction direction;
  private long count;
  private double sum;
  private long lowCount;
  private double lowSum;
  private long highCount;
  private double highSum;
  private boolean suspicious;

  /**
   * A test that has seen nothing.
   *
   * @param change how often a stationary stream may be said to have changed, in (0, 1)
   * @param warning how often it may be suspected, in [change, 1)
   */
  HddmA(double change, double warning, Direction direction) {
    this.change = change;
    this.warning = warning;
    this.direction = direction;
  }

  @Override
  public boolean add(double value) {
    count++;
    sum += Values.error("hddm-a", value);
    double mean = sum / count;
    double bound = bound(count);
    if (lowCount == 0 || mean + bound <= lowSum / lowCount + bound(lowCount)) {
      lowCount = count;
      lowSum = sum;
    }
    if (highCount == 0 || mean - bound >= highSum / highCount - bound(highCount)) {
      highCount = count;
      highSum = sum;
    }
    suspicious = differs(warning);
    if (!differs(change)) {
      return false;
    }
    count = 0;
    sum = 0;
    lowCount = 0;
    highCount = 0;
    suspicious = false;
    return true;
  }

  private double bound(long values) {
    return Math.sqrt(Math.log(1 / change) / (2 * values));
  }

  private boolean differs(double alpha) {
    boolean rose = lowCount < count && sum / count - lowSum / lowCount >= bound(lowCount, alpha);
    boolean fell =
        highCount < count && highSum / highCount - sum / count >= bound(highCount, alpha);
    return rose || (direction == Direction.BOTH && fell);
  }

  private double bound(long part, double alpha) {
    return Math.sqrt((count - part) / (2.0 * part * count) * Math.log(2 / alpha));
  }

  @Override
  public boolean warns() {
    return suspicious;
  }

  @Override
  public int sizeBytes() {
    return SIZE_BYTES;
  }

  @Override
  public void encode(ByteBuffer to) {
    to.putLong(count).putDouble(sum);
    to.putLong(lowCount).putDouble(lowSum);
    to.putLong(highCount).putDouble(highSum);
    to.put((byte) (suspicious ? 1 : 0));
  }

  @Override
  public void decode(ByteBuffer from) {
    count = from.getLong();
    sum = from.getDouble();
    lowCount = from.getLong();
    lowSum = from.getDouble();
    highCount = from.getLong();
    highSum = from.getDouble();
    suspicious = from.get() == 1;
  }
}
