package dev.perennial.learner.online;

/**
 * A test that could part the rows of a leaf: at most the threshold, or above it.
 *
 * @param place of the feature among those that the leaf watches
 * @param gain what it tells about the class, in bits, above 0
 * @param lead how much that is more than the best split of another feature tells, or than nothing
 */
record Split(int place, float threshold, double gain, double lead) {

  /**
   * How far the mean of {@code weight} independent observations may be from its expectation: it is
   * farther with probability {@code confidence} (Hoeffding 1963; Domingos and Hulten, "Mining
   * high-speed data streams", KDD 2000, the Hoeffding bound).
   *
   * @param range of an observation, at least 0
   * @param confidence in (0, 1)
   * @param weight positive
   */
  static double hoeffdingBound(double range, double confidence, double weight) {
    return Math.sqrt(range * range * Math.log(1 / confidence) / (2 * weight));
  }
}
