package dev.perennial.learner.auto;

import java.util.Arrays;

/**
 * Several opinions about a row made one: the logarithmic pool (Genest and Zidek, "Combining
 * probability distributions", 1986), p(c) proportional to the product of p_e(c)^w_e over experts e.
 * Its weights follow the gradient of a loss, a row at a time: the geometric mixing of data
 * compression (Mattern, "Linear and geometric mixtures", DCC 2013). They need not sum to 1, so that
 * they also make timid experts bolder and rash ones milder.
 *
 * <p>The loss is the generalized cross-entropy (Zhang and Sabuncu, "Generalized cross entropy loss
 * for training deep neural networks with noisy labels", NeurIPS 2018), (1 - p^q) / q of the
 * tolerance q: the log loss where q is 0, and the nearer to the share of errors the nearer q is to
 * 1. As that rewards being bold, the answer is tempered by a sharpness of its own, learned by the
 * log loss (temperature scaling, Guo et al. 2017). Which class is the highest does not depend on
 * it.
 *
 * <p>Departures: a weight is cut off at 0, so that no expert counts against itself; and where
 * Mattern keeps the weights in a compact and convex set, all are scaled down where their sum is
 * above {@link #MOST}. O(experts x classes). Owned by one thread.
 */
final class OpinionPool {

  /** How far a weight follows the gradient of one row, in nats. */
  static final double RATE = 0.02;

  /** The most that all weights sum to. */
  static final double MOST = 4;

  private final double tolerance;
  private final double[] weights;
  private double sharpness = 1;

  /**
   * A pool whose experts have the same weight, which sum to 1.
   *
   * @param experts how many, at least 1
   * @param tolerance of rows that are hopeless, in [0, 1]
   */
  OpinionPool(int experts, double tolerance) {
    this.tolerance = tolerance;
    this.weights = new double[experts];
    Arrays.fill(weights, 1.0 / experts);
  }

  /** A weight an expert, at least 0, and last the sharpness, above 0; a copy. */
  double[] learned() {
    double[] learned = Arrays.copyOf(weights, weights.length + 1);
    learned[weights.length] = sharpness;
    return learned;
  }

  /** Goes on with what {@link #learned} gave. */
  void become(double[] learned) {
    System.arraycopy(learned, 0, weights, 0, weights.length);
    sharpness = learned[weights.length];
  }

  /**
   * The pooled opinion as logits, one a class.
   *
   * @param opinions by expert and class, in nats: logarithms of probabilities, all finite
   */
  double[] pooled(double[][] opinions) {
    return sharpened(mixed(opinions));
  }

  private double[] sharpened(double[] mixed) {
    return Arrays.stream(mixed).map(logit -> sharpness * logit).toArray();
  }

  private double[] mixed(double[][] opinions) {
    double[] logits = new double[opinions[0].length];
    for (int expert = 0; expert < weights.length; expert++) {
      for (int label = 0; label < logits.length; label++) {
        logits[label] += weights[expert] * opinions[expert][label];
      }
    }
    return logits;
  }

  /**
   * One step of {@link #RATE} down the gradient of the loss: towards experts that expected the
   * class more than, by the pool's own opinion, they expect a class on average.
   *
   * @param label the row's class, one of those in the opinions
   * @param relevance how much the row counts, in [0, 1]
   */
  void learn(double[][] opinions, int label, double relevance) {
    double[] mixed = mixed(opinions);
    sharpen(mixed, label, relevance);
    double[] belief = softmax(mixed);
    double step = RATE * relevance * Math.pow(belief[label], tolerance);
    for (int expert = 0; expert < weights.length; expert++) {
      double surprise = surprise(opinions[expert], belief, label);
      weights[expert] = Math.max(0, weights[expert] + step * surprise);
    }
    double sum = Arrays.stream(weights).sum();
    if (sum > MOST) {
      Arrays.setAll(weights, expert -> weights[expert] * MOST / sum);
    }
  }

  /** The gradient by the logarithm of the sharpness is taken as at most 1 in size. */
  private void sharpen(double[] mixed, int label, double relevance) {
    double[] logits = sharpened(mixed);
    double surprise = surprise(logits, softmax(logits), label);
    sharpness *= Math.exp(RATE * relevance * Math.max(-1, Math.min(1, surprise)));
  }

  /** By how much a class's logit is above what is expected of a class. */
  private static double surprise(double[] logits, double[] belief, int label) {
    double expected = 0;
    for (int other = 0; other < belief.length; other++) {
      expected += belief[other] * logits[other];
    }
    return logits[label] - expected;
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
