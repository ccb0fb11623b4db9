package dev.perennial.evaluator.metric;

/** The mean of the terms of a metric, and the samples they rest on. Owned by one thread. */
final class Mean {

  private double sum;
  private long terms;
  private long samples;

  /** Adds a term that rests on {@code n} samples not counted before. */
  void add(double term, long n) {
    sum += term;
    terms++;
    samples += n;
  }

  boolean isEmpty() {
    return terms == 0;
  }

  double value() {
    return sum / terms;
  }

  long samples() {
    return samples;
  }

  /** The mean, or absent because {@code reason} where there was no term. */
  Measured orAbsent(String reason) {
    return terms == 0 ? Measured.absent(reason, 0) : Measured.of(value(), samples);
  }
}
