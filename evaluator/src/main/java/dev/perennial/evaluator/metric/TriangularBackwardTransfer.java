package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * BWT of Díaz-Rodríguez et al. (2018): the mean over all pairs i &gt; j of R[i][j] - R[j][j], so
 * that every later period counts, not only the last. In [-1, 1].
 */
public final class TriangularBackwardTransfer implements MatrixMetric {

  @Override
  public String name() {
    return "backward-transfer-triangular";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Mean mean = new Mean();
    long samples = 0;
    for (int j : matrix.kept()) {
      Optional<Cell> then = matrix.cell(j, j);
      long newest = 0;
      for (int i : matrix.kept()) {
        Optional<Cell> later = matrix.cell(i, j);
        if (i > j && then.isPresent() && later.isPresent()) {
          mean.add(
              later.get().accuracy() - then.get().accuracy(),
              0,
              matrix.weight(i) * matrix.weight(j));
          newest = later.get().total();
        }
      }
      samples += newest;
    }
    return mean.isEmpty()
        ? Measured.absent("it takes a second learned task", 0)
        : Measured.of(mean.value(), samples);
  }
}
