package dev.perennial.learner.auto;

import java.util.Arrays;

/**
 * Several opinions about a row made one: the logarithmic pool (Genest and Zidek, "Combining
 * probability distributions", 1986), p(c) proportional to the product of p_e(c)^w_e over experts e.
 * Its weights follow the gradient of the log loss, a row at a time: the geometric mixing of data
 * compression (Mattern, "Linear and geometric mixtures", DCC 2013). They need not sum to 1, so that
 * they also make timid experts bolder and rash ones milder.
 *
 * <p>Departures: a weight is cut off at 0, so that no expert counts against itself; and weights are
 * free above, without Mattern's projection to a ball. O(experts x classes). Owned by one thread.
 */
final class OpinionPool {

  /** How far a weight follows the gradient of one row, in nats. */
  static final double RATE = 0.02;

  private final double[] weights;

  /** A pool of at least one expert, all with the same weight, which sum to 1. */
  OpinionPool(int experts) {
    this.weights = new double[experts];
    Arrays.fill(weights, 1.0 / experts);
  }

  /** A weight an expert, at least 0; a copy. */
  double[] weights() {
    return weights.clone();
  }

  /** Goes on with those weights. */
  void become(double[] others) {
    System.arraycopy(others, 0, weights, 0, weights.length);
  }

  /**
   * The pooled opinion as logits, one a class.
   *
   * @param opinions by expert and class, in nats: logarithms of probabilities, all finite
   */
  double[] pooled(double[][] opinions) {
    double[] logits = new double[opinions[0].length];
    for (int expert = 0; expert < weights.length; expert++) {
      for (int label = 0; label < logits.length; label++) {
        logits[label] += weights[expert] * opinions[expert][label];
      }
    }
    return logits;
  }

  /**
   * One step of {@link #RATE} down the gradient of the log loss: towards experts that expected the
   * class more than, by the pool's own opinion, they expect a class on average.
   *
   * @param label the row's class, one of those in the opinions
   * @param relevance how much the row counts, in [0, 1]
   */
  void learn(double[][] opinions, int label, double relevance) {
    double[] belief = softmax(pooled(opinions));
    for (int expert = 0; expert < weights.length; expert++) {
      double expected = 0;
      for (int other = 0; other < belief.length; other++) {
        expected += belief[other] * opinions[expert][other];
      }
      weights[expert] =
          Math.max(0, weights[expert] + RATE * relevance * (opinions[expert][label] - expected));
    }
  }

  private static double[] softmax(double[] logits) {
    double sum = logSum(logits);
    return Arrays.stream(logits).map(logit -> Math.exp(logit - sum)).toArray();
  }

  /** The logarithm of the sum of the exponentials; one number's is itself. */
  static double logSum(double[] logits) {
    double highest = Arrays.stream(logits).max().orElseThrow();
    return highest + Math.log(Arrays.stream(logits).map(logit -> Math.exp(logit - highest)).sum());
  }
}
