package dev.perennial.cli.drift;

/**
 * A plain learner whose errors can be watched: naive Bayes with a normal distribution a class and
 * feature, updated row by row (Welford). A variance is at least {@value #LEAST_VARIANCE} of the
 * feature's over all classes. Owned by one thread.
 */
final class NaiveBayes {

  private static final double LEAST_VARIANCE = 1e-3;

  private final int features;
  private final int classes;
  // Class c, feature f is at c * features + f; class number `classes` is all rows.
  private final double[] mean;
  private final double[] squares;
  private final long[] count;

  /** A learner that has seen nothing. */
  NaiveBayes(int features, int classes) {
    this.features = features;
    this.classes = classes;
    this.mean = new double[(classes + 1) * features];
    this.squares = new double[(classes + 1) * features];
    this.count = new long[classes + 1];
  }

  /** The most probable class; 0 of a learner that has seen nothing. */
  int predict(float[] row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < classes; label++) {
      double logarithm = count[label] == 0 ? Double.NEGATIVE_INFINITY : logarithm(row, label);
      if (logarithm > most) {
        most = logarithm;
        best = label;
      }
    }
    return best;
  }

  private double logarithm(float[] row, int label) {
    double sum = Math.log((double) count[label]);
    for (int feature = 0; feature < features; feature++) {
      int all = classes * features + feature;
      int at = label * features + feature;
      double least = LEAST_VARIANCE * squares[all] / count[classes] + Double.MIN_NORMAL;
      double variance = Math.max(least, squares[at] / count[label]);
      double difference = row[feature] - mean[at];
      sum -= (Math.log(variance) + difference * difference / variance) / 2;
    }
    return sum;
  }

  /** Learns from a row. */
  void learn(float[] row, int label) {
    add(row, label);
    add(row, classes);
  }

  private void add(float[] row, int group) {
    count[group]++;
    for (int feature = 0; feature < features; feature++) {
      int at = group * features + feature;
      double difference = row[feature] - mean[at];
      mean[at] += difference / count[group];
      squares[at] += difference * (row[feature] - mean[at]);
    }
  }
}
