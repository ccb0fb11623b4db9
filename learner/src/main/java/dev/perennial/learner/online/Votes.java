package dev.perennial.learner.online;

/** Arithmetic on what voters say: one number per class. */
final class Votes {

  private Votes() {}

  /** The class with the highest number, the lowest index among equals; 0 where there is none. */
  static int highest(double[] votes) {
    int best = 0;
    for (int label = 1; label < votes.length; label++) {
      if (votes[label] > votes[best]) {
        best = label;
      }
    }
    return best;
  }

  /** Divides by the sum; where that is 0 all become equal. */
  static void normalize(double[] votes) {
    double sum = 0;
    for (double vote : votes) {
      sum += vote;
    }
    for (int label = 0; label < votes.length; label++) {
      votes[label] = sum > 0 ? votes[label] / sum : 1.0 / votes.length;
    }
  }
}
