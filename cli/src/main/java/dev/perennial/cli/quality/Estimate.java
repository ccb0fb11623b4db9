package dev.perennial.cli.quality;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A value over seeds.
 *
 * @param mean arithmetic
 * @param deviation the sample standard deviation (division by n - 1); empty for one seed
 * @param n how many seeds, at least 1
 */
public record Estimate(double mean, OptionalDouble deviation, int n) {

  /** The estimate from the values that exist; empty where none does. */
  static Optional<Estimate> of(Collection<OptionalDouble> values) {
    List<Double> present =
        values.stream().filter(OptionalDouble::isPresent).map(OptionalDouble::getAsDouble).toList();
    int n = present.size();
    if (n == 0) {
      return Optional.empty();
    }
    double mean = present.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = present.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Optional.of(
        new Estimate(
            mean,
            n == 1 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / (n - 1))),
            n));
  }
}
