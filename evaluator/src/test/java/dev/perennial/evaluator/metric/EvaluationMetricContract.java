package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** What every metric of evaluations must do; all of them are shares. */
abstract class EvaluationMetricContract<M extends RunningMetric<Evaluation, M>>
    extends MetricContract<Evaluation, M> {

  @Override
  final List<Evaluation> items(Random random) {
    return IntStream.range(0, 2 + random.nextInt(30))
        .mapToObj(
            number ->
                Matrices.evaluation(
                    number,
                    number == 0 ? OptionalInt.empty() : OptionalInt.of(number / 10),
                    random.doubles(4).toArray(),
                    Matrices.SIZES))
        .toList();
  }

  @Override
  final double least() {
    return 0;
  }

  @Override
  final double most() {
    return 1;
  }

  /** The value after the evaluations of the conformance vectors, one a period. */
  final Measured ofTheVectors() {
    M metric = zero();
    double[] untrained = {.10, .08, .12, .09};
    Matrices.evaluations(Matrices.vectors(), untrained, Matrices.SIZES).forEach(metric::add);
    return metric.value();
  }
}
