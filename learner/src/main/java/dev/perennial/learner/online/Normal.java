package dev.perennial.learner.online;

/** The standard normal distribution. */
final class Normal {

  private static final double FARTHEST = 8;

  private Normal() {}

  /**
   * The share of values of at most {@code z}, in [0, 1]; exact to 7.5e-8 (Abramowitz and Stegun,
   * "Handbook of Mathematical Functions", 26.2.17).
   */
  static double below(double z) {
    if (Math.abs(z) > FARTHEST) {
      return z > 0 ? 1 : 0;
    }
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) * series;
    return z > 0 ? 1 - tail : tail;
  }
}
