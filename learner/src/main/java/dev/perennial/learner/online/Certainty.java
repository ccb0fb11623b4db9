package dev.perennial.learner.online;

import dev.perennial.learner.learning.StateFormat;
import java.nio.ByteBuffer;

/**
 * How far a model's probabilities can be believed: they are mixed with the uniform ones, the share
 * of which is learned on line by the EM algorithm for a mixture of two known components (Cappé and
 * Moulines, "On-line expectation-maximization algorithm for latent data models", JRSS B 2009).
 * Never changes which class is the most probable.
 */
final class Certainty {

  private static final StateFormat FORMAT = new StateFormat("the saved certainty", 1);
  private static final double RATE = 0.005;
  private static final double LEAST = 1e-4;

  private double doubt = 0.5;
  private long rows;

  /** The share of the uniform distribution, in [1e-4, 1]. */
  double doubt() {
    return doubt;
  }

  /**
   * A probability as it can be believed.
   *
   * @param classes how many there are, at least 1
   */
  double tempered(double probability, int classes) {
    return (1 - doubt) * probability + doubt / classes;
  }

  /** Hears what probability the model gave to the class that came. */
  void observe(double probability, int classes) {
    double uniform = doubt / classes;
    double guilt = uniform / ((1 - doubt) * probability + uniform);
    rows++;
    double rate = Math.max(RATE, 1.0 / (1 + rows));
    doubt = Math.max(LEAST, doubt + rate * (guilt - doubt));
  }

  byte[] toBytes() {
    return FORMAT.write(Double.BYTES + Long.BYTES, bytes -> bytes.putDouble(doubt).putLong(rows));
  }

  /**
   * Becomes what {@link #toBytes} gave.
   *
   * @throws IllegalStateException if the format is another
   */
  void set(byte[] bytes) {
    ByteBuffer from = FORMAT.open(bytes);
    doubt = from.getDouble();
    rows = from.getLong();
  }
}
