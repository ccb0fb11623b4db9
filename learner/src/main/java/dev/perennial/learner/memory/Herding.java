package dev.perennial.learner.memory;

/**
 * The order in which a class's rows stand for their class: iCaRL's construction of an exemplar set
 * (Rebuffi, Kolesnikov, Sperl and Lampert, "iCaRL: Incremental classifier and representation
 * learning", CVPR 2017, algorithm 4). Every beginning of the order is a set whose mean is near the
 * mean of all, so a set is shortened from its end (algorithm 5).
 */
public final class Herding {

  private Herding() {}

  /**
   * The first rows of the order: the k-th is the one that, of those not yet chosen, brings the mean
   * of the k chosen nearest to the mean of all; the first of those that are equal. Means are taken
   * in double. O(count x rows x width).
   *
   * <p>Departures: no row is chosen twice, which algorithm 4 does not exclude; and means are not
   * scaled to unit length again, as the paper's section 2.1 has it, so that what is compared are
   * the means that algorithm 4 writes.
   *
   * @param features rows x width, each row of unit length
   * @param count how many, at least 0; all if there are not so many
   * @return indices of rows, none twice
   */
  public static int[] order(float[][] features, int count) {
    int[] order = new int[Math.min(count, features.length)];
    if (order.length == 0) {
      return order;
    }
    double[] mean = new double[features[0].length];
    for (float[] row : features) {
      add(mean, row);
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= features.length;
    }
    boolean[] chosen = new boolean[features.length];
    double[] sum = new double[mean.length];
    for (int k = 1; k <= order.length; k++) {
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int row = 0; row < features.length; row++) {
        if (chosen[row]) {
          continue;
        }
        double distance = squaredDistance(mean, sum, features[row], k);
        if (nearest < 0 || distance < least) {
          nearest = row;
          least = distance;
        }
      }
      order[k - 1] = nearest;
      chosen[nearest] = true;
      add(sum, features[nearest]);
    }
    return order;
  }

  private static double squaredDistance(double[] mean, double[] sum, float[] row, int k) {
    double squares = 0;
    for (int i = 0; i < mean.length; i++) {
      double off = mean[i] - (sum[i] + row[i]) / k;
      squares += off * off;
    }
    return squares;
  }

  private static void add(double[] sum, float[] row) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i];
    }
  }
}
