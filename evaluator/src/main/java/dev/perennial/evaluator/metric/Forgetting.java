package dev.perennial.evaluator.metric;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Forgetting of Chaudhry et al. (2018): the mean over j &lt; T-1 of max over l &lt; T-1 of R[l][j],
 * less R[T-1][j]; of a task that the newest evaluations left out, its newest score stands for the
 * latter. The task of the running period does not enter. Below 0 where tasks were never better than
 * now. In [-1, 1].
 */
public final class Forgetting implements MatrixMetric {

  @Override
  public String name() {
    return "forgetting";
  }

  @Override
  public Measured of(AccuracyMatrix matrix) {
    int last = matrix.periods() - 1;
    Mean mean = new Mean();
    for (int j : matrix.kept()) {
      OptionalDouble best =
          matrix.kept().stream()
              .filter(l -> l < last)
              .map(l -> matrix.cell(l, j))
              .flatMap(Optional::stream)
              .mapToDouble(Cell::accuracy)
              .max();
      Optional<Cell> now = matrix.newest(j);
      if (j < last && best.isPresent() && now.isPresent()) {
        mean.add(best.getAsDouble() - now.get().accuracy(), now.get().total(), matrix.weight(j));
      }
    }
    return mean.orAbsent("it takes a second learned task");
  }
}
