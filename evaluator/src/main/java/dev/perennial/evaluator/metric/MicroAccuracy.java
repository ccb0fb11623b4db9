package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * The share of all hold-out samples of the learned tasks that the newest model answers correctly:
 * ACC with each task weighted by its hold-out size. In [0, 1].
 */
public final class MicroAccuracy implements MatrixMetric {

  @Override
  public String name() {
    return "micro-accuracy";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    int last = matrix.periods() - 1;
    long correct = 0;
    long total = 0;
    for (int j = 0; j <= last; j++) {
      Optional<Cell> cell = matrix.cell(last, j);
      correct += cell.map(Cell::correct).orElse(0L);
      total += cell.map(Cell::total).orElse(0L);
    }
    return total == 0
        ? Measured.absent("no learned task has been scored", 0)
        : Measured.of((double) correct / total, total);
  }
}
