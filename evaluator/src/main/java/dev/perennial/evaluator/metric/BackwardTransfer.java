package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * BWT of Lopez-Paz and Ranzato (2017): the mean over i &lt; T-1 of R[T-1][i] - R[i][i]; of a task
 * that the newest evaluations left out, its newest score stands for the former. Below 0 where later
 * learning harmed earlier tasks. In [-1, 1].
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
    for (int i : matrix.kept()) {
      Optional<Cell> then = matrix.cell(i, i);
      Optional<Cell> now = matrix.newest(i);
      if (i < last && then.isPresent() && now.isPresent()) {
        mean.add(now.get().accuracy() - then.get().accuracy(), now.get().total(), matrix.weight(i));
      }
    }
    return mean.orAbsent("it takes a second learned task");
  }
}
