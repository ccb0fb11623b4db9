package dev.perennial.learner.online;

/**
 * What a forest is made with; the same for all streams.
 *
 * @param trees how many, at least 1
 * @param share of the features that a tree may see, in (0, 1]
 * @param watched the most features that one leaf watches, at least 1
 * @param bagging the mean of a row's Poisson weight for a tree, positive
 * @param grace the weight that comes to a leaf before it looks for a split again, positive
 * @param confidence delta of the Hoeffding bound, in (0, 1)
 * @param tie the bound below which the better of two equal splits is taken, at least 0
 * @param warning how often a stationary stream may be suspected to drift, in (0, 1)
 * @param drift how often it may be taken to drift, in (0, warning]
 */
record ForestSettings(
    int trees,
    double share,
    int watched,
    double bagging,
    double grace,
    double confidence,
    double tie,
    double warning,
    double drift) {

  /** Chosen by prequential accuracy over ten real streams. */
  static final ForestSettings DEFAULTS =
      new ForestSettings(20, 0.6, 24, 6, 50, 0.01, 0.1, 0.05, 0.01);

  /** How many of the features a tree may see, at least 1. */
  int seen(int features) {
    return Math.max(1, (int) Math.round(share * features));
  }

  /** How many of the features a leaf watches, at least 1. */
  int watched(int features) {
    return Math.min(watched, seen(features));
  }
}
