package dev.perennial.evaluator.metric;

/**
 * ACC of Lopez-Paz and Ranzato (2017): the mean over j &lt; T of R[T-1][j], every learned task with
 * the same weight; of a task that the newest evaluations left out, its newest score. In [0, 1].
 */
public final class AverageAccuracy implements MatrixMetric {

  @Override
  public String name() {
    return "average-accuracy";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Mean mean = new Mean();
    for (int j : matrix.kept()) {
      matrix.newest(j).ifPresent(cell -> mean.add(cell.accuracy(), cell.total(), matrix.weight(j)));
    }
    return mean.orAbsent("no learned task has been scored");
  }
}
