package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * The mean and deviation of each feature in the first vectors, and then what lies how far from
 * them: features of any unit become numbers of one. Welford's algorithm; the estimate is frozen
 * when enough vectors were seen. Owned by one thread.
 */
final class Scales {

  /** Further from its mean than so many deviations a number is taken to be just so far. */
  static final double MOST = 5;

  private final int needed;
  private final double[] mean;
  private final double[] squares;
  // Of what is above, once they are known: a root a value would cost more than all else.
  private final double[] deviation;
  private int count;

  /**
   * Scales that have seen nothing.
   *
   * @param features how many a vector has
   * @param needed how many vectors are enough, at least 2
   */
  Scales(int features, int needed) {
    this.needed = needed;
    this.mean = new double[features];
    this.squares = new double[features];
    this.deviation = new double[features];
  }

  /** Whether enough vectors were seen. */
  boolean areKnown() {
    return count == needed;
  }

  /** Learns from a vector; must not be called when enough were seen. */
  void learn(float[] features) {
    count++;
    for (int i = 0; i < mean.length; i++) {
      double difference = features[i] - mean[i];
      mean[i] += difference / count;
      squares[i] += difference * (features[i] - mean[i]);
    }
    measure();
  }

  private void measure() {
    if (areKnown()) {
      for (int i = 0; i < mean.length; i++) {
        deviation[i] = Math.sqrt(squares[i] / (needed - 1));
      }
    }
  }

  /**
   * How many deviations a feature is above its mean, in [-{@link #MOST}, {@link #MOST}]; of one
   * that never varied, 0 for the value it had and an end of the range for any other.
   */
  double of(int feature, float value) {
    double difference = value - mean[feature];
    if (difference == 0) {
      return 0;
    }
    return Math.max(-MOST, Math.min(MOST, difference / deviation[feature]));
  }

  int sizeBytes() {
    return Integer.BYTES + 2 * mean.length * Double.BYTES;
  }

  void encode(ByteBuffer to) {
    to.putInt(count);
    for (int i = 0; i < mean.length; i++) {
      to.putDouble(mean[i]).putDouble(squares[i]);
    }
  }

  void decode(ByteBuffer from) {
    count = from.getInt();
    for (int i = 0; i < mean.length; i++) {
      mean[i] = from.getDouble();
      squares[i] = from.getDouble();
    }
    measure();
  }
}
