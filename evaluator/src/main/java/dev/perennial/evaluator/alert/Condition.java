package dev.perennial.evaluator.alert;

import java.util.Collection;

/**
 * When a value is bad, and when it is good again. Between the two an alert stays as it is, so that
 * a value that wavers about the threshold does not raise one alert after the other.
 *
 * @param kind what is compared with the threshold
 * @param threshold beyond it is bad; itself is not
 * @param clear from here on is good: the threshold itself, or a value on its good side
 * @param window over how many of the newest values a drop or rise is looked for, the newest
 *     included, at least 2; 1 for the other kinds
 */
record Condition(Kind kind, double threshold, double clear, int window) {

  /** What is compared with the threshold. */
  enum Kind {
    /** The value, which must not be above. */
    ABOVE("above"),
    /** The value, which must not be below. */
    BELOW("below"),
    /** How far the value is below the highest of the window. */
    DROP("dropped by more than"),
    /** How far the value is above the lowest of the window. */
    RISE("risen by more than");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /**
   * What is compared with the threshold.
   *
   * @param newest the values of the window, the newest last; not empty
   */
  double level(Collection<Double> newest, double value) {
    return switch (kind) {
      case ABOVE, BELOW -> value;
      case DROP -> newest.stream().mapToDouble(each -> each).max().orElse(value) - value;
      case RISE -> value - newest.stream().mapToDouble(each -> each).min().orElse(value);
    };
  }

  /** Whether a level is beyond the threshold. */
  boolean isBad(double level) {
    return kind == Kind.BELOW ? level < threshold : level > threshold;
  }

  /** Whether a level ends an alert. */
  boolean isGood(double level) {
    return kind == Kind.BELOW ? level >= clear : level <= clear;
  }

  /** The condition in words, to follow a value. */
  String words() {
    return window == 1
        ? "%s %s".formatted(kind.words, threshold)
        : "%s %s within %d values".formatted(kind.words, threshold, window);
  }
}
