package dev.perennial.evaluator.metric;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Forgetting of Chaudhry et al. (2018): the mean over j &lt; T-1 of max over l &lt; T-1 of R[l][j],
 * less R[T-1][j]. The task of the running period does not enter. Below 0 where tasks were never
 * better than now. In [-1, 1].
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
    for (int j = 0; j < last; j++) {
      int column = j;
      OptionalDouble best =
          IntStream.range(0, last)
              .mapToObj(l -> matrix.cell(l, column))
              .flatMap(Optional::stream)
              .mapToDouble(Cell::accuracy)
              .max();
      Optional<Cell> now = matrix.cell(last, j);
      if (best.isPresent() && now.isPresent()) {
        mean.add(best.getAsDouble() - now.get().accuracy(), now.get().total());
      }
    }
    return mean.orAbsent("it takes a second learned task");
  }
}
