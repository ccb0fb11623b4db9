package dev.perennial.learner.online;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Voters weighted by how often each was right lately: exponential weights (Cesa-Bianchi and Lugosi,
 * "Prediction, Learning, and Games", 2006, section 2.1) over faded counts, so that the weights
 * follow a stream whose best voter changes. A voter that was right in a share a of the rows, each
 * row counting {@code fading} times the next, weighs exp({@code sharpness} a). One that never voted
 * weighs as much as the best. Owned by one thread.
 */
final class Electorate {

  private final double fading;
  private final double sharpness;
  private final double[] right;
  private final double[] rows;

  /**
   * Voters that are all equal.
   *
   * @param fading how much less a row counts than the next, in (0, 1]
   * @param sharpness how much the weight depends on the share, at least 0
   */
  Electorate(int voters, double fading, double sharpness) {
    this.fading = fading;
    this.sharpness = sharpness;
    this.right = new double[voters];
    this.rows = new double[voters];
  }

  /** The weight of a voter in relation to the best one's, in (0, 1]. */
  double weight(int voter) {
    return weight(voter, best());
  }

  private double weight(int voter, double best) {
    return rows[voter] == 0 ? 1 : Math.exp(sharpness * (right[voter] / rows[voter] - best));
  }

  private double best() {
    double best = 0;
    for (int voter = 0; voter < right.length; voter++) {
      best = rows[voter] == 0 ? best : Math.max(best, right[voter] / rows[voter]);
    }
    return best;
  }

  /**
   * Puts the weighted mean of the votes.
   *
   * @param votes per voter, the probability of each class; voters beyond them do not vote
   */
  void pool(double[][] votes, double[] pooled) {
    double best = best();
    Arrays.fill(pooled, 0);
    double sum = 0;
    for (int voter = 0; voter < votes.length; voter++) {
      double weight = weight(voter, best);
      sum += weight;
      for (int label = 0; label < pooled.length; label++) {
        pooled[label] += weight * votes[voter][label];
      }
    }
    for (int label = 0; label < pooled.length; label++) {
      pooled[label] /= sum;
    }
  }

  /** Hears whether a voter was right about a row. */
  void observe(int voter, boolean correct) {
    rows[voter] = fading * rows[voter] + 1;
    right[voter] = fading * right[voter] + (correct ? 1 : 0);
  }

  /** Forgets what a voter said: another has taken its place. */
  void renew(int voter) {
    rows[voter] = 0;
    right[voter] = 0;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return 2 * Double.BYTES * right.length;
  }

  /** Puts the counts. */
  void encode(ByteBuffer to) {
    for (int voter = 0; voter < right.length; voter++) {
      to.putDouble(right[voter]).putDouble(rows[voter]);
    }
  }

  /** Becomes what {@link #encode} put. */
  void decode(ByteBuffer from) {
    for (int voter = 0; voter < right.length; voter++) {
      right[voter] = from.getDouble();
      rows[voter] = from.getDouble();
    }
  }
}
