package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;

/**
 * Count, mean and variance of each feature of some vectors: Welford's algorithm for one vector,
 * that of Chan, Golub and LeVeque ("Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979) for another summary. Owned by one thread.
 */
final class Summary {

  private final double[] mean;
  private final double[] squares;
  private double count;

  /** The summary of no vectors of so many features. */
  Summary(int features) {
    this.mean = new double[features];
    this.squares = new double[features];
  }

  /** How many vectors it is of, or counts as. */
  double count() {
    return count;
  }

  /** The mean of a feature; 0 of no vectors. */
  double mean(int feature) {
    return mean[feature];
  }

  /** The variance of a feature, divided by the count; 0 of no vectors. */
  double variance(int feature) {
    return count == 0 ? 0 : squares[feature] / count;
  }

  /** Takes a vector in. */
  void add(float[] features) {
    count++;
    for (int i = 0; i < mean.length; i++) {
      double difference = features[i] - mean[i];
      mean[i] += difference / count;
      squares[i] += difference * (features[i] - mean[i]);
    }
  }

  /** Takes all in that another one is of. */
  void add(Summary other) {
    double all = count + other.count;
    if (other.count == 0) {
      return;
    }
    for (int i = 0; i < mean.length; i++) {
      double difference = other.mean[i] - mean[i];
      mean[i] += difference * other.count / all;
      squares[i] += other.squares[i] + difference * difference * count * other.count / all;
    }
    count = all;
  }

  /** Counts as at most so many vectors from now on, so that later ones weigh more. */
  void atMost(double most) {
    if (count > most) {
      for (int i = 0; i < squares.length; i++) {
        squares[i] *= most / count;
      }
      count = most;
    }
  }

  /**
   * How far two summaries are apart: the mean over features of the squared Hellinger distance of
   * two normal distributions,
   *
   * <pre>
   * 1 - sqrt(2 σ1 σ2 / (σ1² + σ2²)) exp(-(μ1 - μ2)² / (4 (σ1² + σ2²)))
   * </pre>
   *
   * in [0, 1]. A feature that varies in neither is at distance 0 or 1.
   */
  double distance(Summary other) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      sum += distance(mean[i] - other.mean[i], variance(i), other.variance(i));
    }
    return sum / mean.length;
  }

  private static double distance(double difference, double one, double other) {
    double both = one + other;
    if (both == 0) {
      return difference == 0 ? 0 : 1;
    }
    double overlap = Math.sqrt(2 * Math.sqrt(one * other) / both);
    return 1 - overlap * StrictMath.exp(-difference * difference / (4 * both));
  }

  int sizeBytes() {
    return Double.BYTES * (1 + 2 * mean.length);
  }

  void encode(ByteBuffer to) {
    to.putDouble(count);
    for (int i = 0; i < mean.length; i++) {
      to.putDouble(mean[i]).putDouble(squares[i]);
    }
  }

  void decode(ByteBuffer from) {
    count = from.getDouble();
    for (int i = 0; i < mean.length; i++) {
      mean[i] = from.getDouble();
      squares[i] = from.getDouble();
    }
  }
}
