package dev.perennial.evaluator.ranking;

/**
 * The test of McNemar (1947), "Note on the sampling error of the difference between correlated
 * proportions or percentages", Psychometrika 12, whether two answer equally many of the same
 * questions right. Only the questions that exactly one has right tell; if both are equally good,
 * how many of these the one has is binomial with one half.
 *
 * <p>This is the exact test, two-sided, for any number of questions: the chi-square that the paper
 * takes in its place for large numbers is not needed.
 */
final class McNemar {

  /** Behind it, Stirling's series with the terms below is exact to a double's last digits. */
  private static final int LEAST_FOR_STIRLING = 32;

  private static final double HALF_LOG_TWO_PI = .5 * Math.log(2 * Math.PI);

  private McNemar() {}

  /**
   * How likely equally good ones differ at least this much, in (0, 1]; 0 only where that is below
   * the smallest double. Symmetric. Takes time in the order of the square root of the sum.
   *
   * @param better questions that only the one has right, at least 0
   * @param worse questions that only the other has right, at least 0
   * @throws IllegalArgumentException if one is negative or both are 0: then nothing can be told
   */
  static double pValue(long better, long worse) {
    if (better < 0 || worse < 0 || better + worse == 0) {
      throw new IllegalArgumentException(
          "at least one question must tell: %d better, %d worse".formatted(better, worse));
    }
    long n = better + worse;
    long k = Math.min(better, worse);
    // The largest term first: P(X = k); each one before it is smaller by i / (n - i + 1).
    double term =
        Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.log(2));
    double tail = 0;
    for (long i = k; i >= 0 && tail + term > tail; i--) {
      tail += term;
      term *= (double) i / (n - i + 1);
    }
    return Math.min(1, 2 * tail);
  }

  private static double logFactorial(long n) {
    if (n < LEAST_FOR_STIRLING) {
      double sum = 0;
      for (long i = 2; i <= n; i++) {
        sum += Math.log((double) i);
      }
      return sum;
    }
    double x = n;
    double square = x * x;
    double correction = (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / x;
    return (x + .5) * Math.log(x) - x + HALF_LOG_TWO_PI + correction;
  }
}
