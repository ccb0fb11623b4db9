package dev.perennial.evaluator.metric;

/**
 * ACC of Lopez-Paz and Ranzato (2017): the mean over j &lt; T of R[T-1][j], every learned task with
 * the same weight. In [0, 1].
 */
public final class AverageAccuracy implements MatrixMetric {

  @Override
  public String name() {
    return "average-accuracy";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    int last = matrix.periods() - 1;
    Mean mean = new Mean();
    for (int j = 0; j <= last; j++) {
      matrix.cell(last, j).ifPresent(cell -> mean.add(cell.accuracy(), cell.total()));
    }
    return mean.orAbsent("no learned task has been scored");
  }
}
