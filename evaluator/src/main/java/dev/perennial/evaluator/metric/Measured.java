package dev.perennial.evaluator.metric;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a metric says: a finite number, or why there is none. A metric that cannot be computed is
 * absent; it is never 0 and never NaN.
 *
 * @param value the number; empty exactly when {@code absence} is not
 * @param absence why there is no number, in a few words
 * @param n how many samples it rests on; a sample that enters several terms counts once; 0 where
 *     none does
 */
public record Measured(OptionalDouble value, Optional<String> absence, long n) {

  /** Checks that exactly one of number and absence is there, and that the number is finite. */
  public Measured {
    if (value.isPresent() == absence.isPresent()) {
      throw new IllegalArgumentException(
          "either value or absence must be present: %s, %s".formatted(value, absence));
    }
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("value must be finite: " + value.getAsDouble());
    }
    if (n < 0) {
      throw new IllegalArgumentException("n must not be negative: " + n);
    }
  }

  /** A number that rests on {@code n} samples. */
  public static Measured of(double value, long n) {
    return new Measured(OptionalDouble.of(value), Optional.empty(), n);
  }

  /** No number, because {@code reason}, though there were {@code n} samples. */
  public static Measured absent(String reason, long n) {
    return new Measured(OptionalDouble.empty(), Optional.of(reason), n);
  }
}
