package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * BWT of Lopez-Paz and Ranzato (2017): the mean over i &lt; T-1 of R[T-1][i] - R[i][i]. Below 0
 * where later learning harmed earlier tasks. In [-1, 1].
 */
public final class BackwardTransfer implements MatrixMetric {

  @Override
  public String name() {
    return "backward-transfer";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    int last = matrix.periods() - 1;
    Mean mean = new Mean();
    for (int i = 0; i < last; i++) {
      Optional<Cell> then = matrix.cell(i, i);
      Optional<Cell> now = matrix.cell(last, i);
      if (then.isPresent() && now.isPresent()) {
        mean.add(now.get().accuracy() - then.get().accuracy(), now.get().total());
      }
    }
    return mean.orAbsent("it takes a second learned task");
  }
}
