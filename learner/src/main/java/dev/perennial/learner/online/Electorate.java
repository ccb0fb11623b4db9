package dev.perennial.learner.online;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Voters weighted by how often each was right lately: exponential weights (Cesa-Bianchi and Lugosi,
 * "Prediction, Learning, and Games", 2006, section 2.2) over faded counts, so that the weights
 * follow a stream whose best voter changes. A voter that was right in a share a of the rows, each
 * row counting {@value #FADING} times the next, weighs exp({@value #SHARPNESS} a).
 */
final class Electorate {

  private static final double FADING = 0.998;
  private static final double SHARPNESS = 40;

  private final double[] right;
  private double rows;

  /** Voters that are all equal. */
  Electorate(int voters) {
    this.right = new double[voters];
  }

  /** Puts the weighted mean of the votes, which are probabilities of the classes. */
  void pool(double[][] votes, double[] pooled) {
    double best = Arrays.stream(right).max().orElse(0);
    Arrays.fill(pooled, 0);
    double sum = 0;
    for (int voter = 0; voter < right.length; voter++) {
      double weight = rows == 0 ? 1 : Math.exp(SHARPNESS * (right[voter] - best) / rows);
      sum += weight;
      for (int label = 0; label < pooled.length; label++) {
        pooled[label] += weight * votes[voter][label];
      }
    }
    for (int label = 0; label < pooled.length; label++) {
      pooled[label] /= sum;
    }
  }

  /** Hears what the class of the row was that was voted on. */
  void observe(double[][] votes, int label) {
    rows = FADING * rows + 1;
    for (int voter = 0; voter < right.length; voter++) {
      right[voter] = FADING * right[voter] + (isHighest(votes[voter], label) ? 1 : 0);
    }
  }

  private static boolean isHighest(double[] vote, int label) {
    for (int other = 0; other < vote.length; other++) {
      if (vote[other] > vote[label] || (vote[other] == vote[label] && other < label)) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return Double.BYTES * (1 + right.length);
  }

  /** Puts the counts. */
  void encode(ByteBuffer to) {
    to.putDouble(rows);
    for (double each : right) {
      to.putDouble(each);
    }
  }

  /** Becomes what {@link #encode} put. */
  void decode(ByteBuffer from) {
    rows = from.getDouble();
    for (int voter = 0; voter < right.length; voter++) {
      right[voter] = from.getDouble();
    }
  }
}
