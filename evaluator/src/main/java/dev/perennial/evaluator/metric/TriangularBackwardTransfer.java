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
    for (int j = 0; j < matrix.periods(); j++) {
      Optional<Cell> then = matrix.cell(j, j);
      // Walking backwards, the first cell that enters is the newest: it stands for the task in n.
      boolean counted = false;
      for (int i = matrix.periods() - 1; i > j && then.isPresent(); i--) {
        Optional<Cell> later = matrix.cell(i, j);
        if (later.isPresent()) {
          mean.add(
              later.get().accuracy() - then.get().accuracy(), counted ? 0 : later.get().total());
          counted = true;
        }
      }
    }
    return mean.orAbsent("it takes a second learned task");
  }
}
