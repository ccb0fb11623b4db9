package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * The drift detection method of Gama, Medas, Castillo and Rodrigues, "Learning with drift
 * detection" (SBIA 2004). While a learner improves, its error rate p_i and its deviation s_i =
 * sqrt(p_i (1 - p_i) / i) fall; where p_i + s_i was least they are remembered.
 *
 * <pre>
 * warning where p_i + s_i &gt; p_min + 2 s_min,   change where p_i + s_i &gt; p_min + 3 s_min
 * </pre>
 *
 * <p>As in the paper, nothing is said among the first {@value #FEWEST} values. Departure: p_i is
 * (errors + 1) / (i + 2), Laplace's rule, and not errors / i, so that the first error after none at
 * all is no change. Takes values in [0, 1]; for others than 0 and 1 s_i is an upper bound.
 */
final class Ddm implements ChangeDetector {

  private static final int FEWEST = 30;
  private static final double WARNING = 2;
  private static final double CHANGE = 3;
  private static final int SIZE_BYTES = 4 * Long.BYTES + 1;

  private long count;
  private double errors;
  private double leastRate;
  private double leastDeviation;
  private boolean warning;

  @Override
  public boolean add(double value) {
    count++;
    errors += Values.error("ddm", value);
    warning = false;
    if (count < FEWEST) {
      return false;
    }
    double rate = (errors + 1) / (count + 2);
    double deviation = Math.sqrt(rate * (1 - rate) / count);
    if (count == FEWEST || rate + deviation < leastRate + leastDeviation) {
      leastRate = rate;
      leastDeviation = deviation;
    }
    double excess = rate + deviation - leastRate;
    warning = excess > WARNING * leastDeviation;
    if (excess <= CHANGE * leastDeviation) {
      return false;
    }
    count = 0;
    errors = 0;
    warning = false;
    return true;
  }

  @Override
  public boolean warns() {
    return warning;
  }

  @Override
  public int sizeBytes() {
    return SIZE_BYTES;
  }

  @Override
  public void encode(ByteBuffer to) {
    to.putLong(count).putDouble(errors).putDouble(leastRate).putDouble(leastDeviation);
    to.put((byte) (warning ? 1 : 0));
  }

  @Override
  public void decode(ByteBuffer from) {
    count = from.getLong();
    errors = from.getDouble();
    leastRate = from.getDouble();
    leastDeviation = from.getDouble();
    warning = from.get() == 1;
  }
}
