package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Scores;

/**
 * Makes logits of raw scores: times a sharpness that follows the stream (temperature scaling, Guo
 * et al. 2017, learned by gradient descent on the loss of rows before they are learned instead of
 * on a validation set). Which class is the highest does not depend on it.
 */
final class Calibration {

  /** Of the logarithm of the sharpness, a row. */
  private static final double RATE = 0.01;

  private static final double LEAST = 1e-4;
  private static final double MOST = 1e4;

  private Calibration() {}

  /**
   * Logits. A class without rows is ln(1 + rows) below the least likely class that has some.
   *
   * @param raw rows x {@code stride}
   * @param seen how many rows each class has, for the classes to score
   */
  static Scores logits(float[] raw, int rows, int stride, double[] seen, double sharpness) {
    int classes = seen.length;
    double all = 0;
    for (double some : seen) {
      all += some;
    }
    float[] logits = new float[rows * classes];
    for (int row = 0; row < rows; row++) {
      float lowest = Float.POSITIVE_INFINITY;
      for (int label = 0; label < classes; label++) {
        if (seen[label] > 0) {
          float logit = (float) (sharpness * raw[row * stride + label]);
          logits[row * classes + label] = logit;
          lowest = Math.min(lowest, logit);
        }
      }
      for (int label = 0; label < classes && all > 0; label++) {
        if (seen[label] == 0) {
          logits[row * classes + label] = (float) (lowest - Math.log1p(all));
        }
      }
    }
    return new Scores(rows, classes, logits);
  }

  /**
   * The sharpness after rows of those classes: d loss / d ln s is the expected logit less that of
   * the class, its mean taken as at most 1 in size; rows of a class that was not seen teach
   * nothing.
   */
  static double sharpened(double sharpness, Scores scores, int[] labels, double[] seen) {
    double sum = 0;
    int counted = 0;
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < seen.length && seen[labels[row]] > 0) {
        sum += slope(scores, row, labels[row]);
        counted++;
      }
    }
    if (counted == 0) {
      return sharpness;
    }
    double slope = Math.max(-1, Math.min(1, sum / counted));
    return Math.max(LEAST, Math.min(MOST, sharpness * Math.exp(-RATE * counted * slope)));
  }

  private static double slope(Scores scores, int row, int label) {
    double expected = 0;
    double[] probabilities = scores.probabilities(row);
    for (int other = 0; other < scores.classes(); other++) {
      double distance = (double) scores.logit(row, other) - scores.logit(row, label);
      expected += probabilities[other] * distance;
    }
    return expected;
  }
}
