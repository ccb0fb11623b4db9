package dev.perennial.evaluator.metric;

import java.util.HashMap;
import java.util.Map;

/**
 * AIA of Rebuffi et al. (2017): the mean over periods t of the mean over j &lt;= t of R[t][j]. A
 * period none of whose learned tasks was scored does not enter. In [0, 1].
 */
public final class AverageIncrementalAccuracy implements MatrixMetric {

  @Override
  public String name() {
    return "average-incremental-accuracy";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    Map<Integer, Long> samples = new HashMap<>();
    Mean periods = new Mean();
    for (int t : matrix.kept()) {
      Mean row = new Mean();
      for (int j : matrix.kept()) {
        if (j <= t) {
          matrix
              .cell(t, j)
              .ifPresent(
                  cell -> {
                    row.add(cell.accuracy(), 0, matrix.weight(j));
                    samples.put(j, cell.total());
                  });
        }
      }
      if (!row.isEmpty()) {
        periods.add(row.value(), 0, matrix.weight(t));
      }
    }
    return periods.isEmpty()
        ? Measured.absent("no learned task has been scored", 0)
        : Measured.of(periods.value(), samples.values().stream().mapToLong(Long::longValue).sum());
  }
}
