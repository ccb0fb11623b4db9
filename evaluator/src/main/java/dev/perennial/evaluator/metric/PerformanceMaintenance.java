package dev.perennial.evaluator.metric;

import java.util.Optional;

/**
 * Performance maintenance of New et al. (2022), against the evaluation at the end of a task's own
 * period: the mean over later periods t of R[t][j] - R[j][j], then over tasks j. Below 0 where what
 * was learned is lost; unlike triangular backward transfer every task weighs as much. In [-1, 1].
 */
public final class PerformanceMaintenance implements MatrixMetric {

  @Override
  public String name() {
    return "performance-maintenance";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Mean tasks = new Mean();
    for (int j : matrix.kept()) {
      Optional<Cell> own = matrix.cell(j, j);
      if (own.isPresent()) {
        Mean later = new Mean();
        long newest = 0;
        for (int t : matrix.kept()) {
          Optional<Cell> cell = matrix.cell(t, j);
          if (t > j && cell.isPresent()) {
            later.add(cell.get().accuracy() - own.get().accuracy(), 0, matrix.weight(t));
            newest = cell.get().total();
          }
        }
        if (!later.isEmpty()) {
          tasks.add(later.value(), newest, matrix.weight(j));
        }
      }
    }
    return tasks.orAbsent("it takes a second learned task");
  }
}
