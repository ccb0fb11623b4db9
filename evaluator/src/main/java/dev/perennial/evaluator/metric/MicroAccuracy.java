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
    double correct = 0;
    double total = 0;
    long samples = 0;
    for (int j : matrix.kept()) {
      Optional<Cell> cell = matrix.newest(j);
      if (cell.isPresent()) {
        correct += matrix.weight(j) * cell.get().correct();
        total += matrix.weight(j) * cell.get().total();
        samples += cell.get().total();
      }
    }
    return samples == 0
        ? Measured.absent("no learned task has been scored", 0)
        : Measured.of(correct / total, samples);
  }
}
