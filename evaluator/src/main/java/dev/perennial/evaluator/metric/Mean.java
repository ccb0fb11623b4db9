package dev.perennial.evaluator.metric;

/**
 * The weighted mean of the terms of a metric, and the samples they rest on. Owned by one thread.
 */
final class Mean {

  private double sum;
  private double weights;
  private long samples;

  /** Adds a term that rests on {@code n} samples not counted before. */
  void add(double term, long n) {
    add(term, n, 1);
  }

  /**
   * Adds a term that stands for several.
   *
   * @param weight for how many, itself included; at least 1
   */
  void add(double term, long n, double weight) {
    sum += weight * term;
    weights += weight;
    samples += n;
  }

  boolean isEmpty() {
    return weights == 0;
  }

  double value() {
    return sum / weights;
  }

  long samples() {
    return samples;
  }

  /** The mean, or absent because {@code reason} where there was no term. */
  Measured orAbsent(String reason) {
    return isEmpty() ? Measured.absent(reason, 0) : Measured.of(value(), samples);
  }
}
