package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * FWT of Lopez-Paz and Ranzato (2017): the mean over i &gt;= 1 of R[i-1][i] - b[i], what a task
 * gains from those learned before it. A task enters once it is learned, if it was scored in the
 * period before and at version 0. In [-1, 1].
 *
 * <p>In a stream whose tasks bring new classes to one output layer a model cannot name a class
 * before it has seen it, so the value is minus chance by construction; it says something where
 * tasks share their classes.
 */
public final class ForwardTransfer implements MatrixMetric {

  @Override
  public String name() {
    return "forward-transfer";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Mean mean = new Mean();
    for (int i : matrix.kept()) {
      Optional<Cell> before = matrix.before(i);
      Optional<Cell> untrained = matrix.baseline(i);
      if (before.isPresent() && untrained.isPresent()) {
        mean.add(
            before.get().accuracy() - untrained.get().accuracy(),
            before.get().total(),
            matrix.weight(i));
      }
    }
    return mean.orAbsent("no learned task was scored both untrained and just before it began");
  }
}
