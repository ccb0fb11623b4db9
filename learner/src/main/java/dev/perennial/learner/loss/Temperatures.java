package dev.perennial.learner.loss;

/** What a similarity is divided by before a softmax. */
final class Temperatures {

  private Temperatures() {}

  /**
   * Checks the range.
   *
   * @param term whose temperature it is, for the refusal
   */
  static void require(String term, double temperature) {
    if (temperature <= 0) {
      throw new IllegalArgumentException(
          "%s's temperature must be positive: %s".formatted(term, temperature));
    }
  }
}
