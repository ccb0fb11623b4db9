package dev.perennial.schemas.drift;

/** Checks what is given to a detector. */
final class Values {

  private Values() {}

  /** The value, if it is in [0, 1]. */
  static double error(String detector, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s takes a value in [0, 1]: %s".formatted(detector, value));
    }
    return value;
  }

  /** The value, if it is finite. */
  static double finite(String detector, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s takes a finite value: %s".formatted(detector, value));
    }
    return value;
  }

  /** Checks that a vector has as many features as there should be. */
  static void count(int features, float[] vector) {
    if (vector.length != features) {
      throw new IllegalArgumentException(
          "a vector must have %d features: %d".formatted(features, vector.length));
    }
  }
}
