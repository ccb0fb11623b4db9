package dev.perennial.evaluator.metric;

/**
 * LA of Riemer et al. (2019): the mean over i of R[i][i], how well each task was learned when it
 * was learned. In [0, 1].
 */
public final class LearningAccuracy implements MatrixMetric {

  @Override
  public String name() {
    return "learning-accuracy";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Mean mean = new Mean();
    for (int i : matrix.kept()) {
      matrix
          .cell(i, i)
          .ifPresent(cell -> mean.add(cell.accuracy(), cell.total(), matrix.weight(i)));
    }
    return mean.orAbsent("no learned task has been scored");
  }
}
