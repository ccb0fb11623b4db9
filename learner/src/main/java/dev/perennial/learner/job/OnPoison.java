package dev.perennial.learner.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.Locale;

/**
 * What becomes of a learner that refused a step because of its loss or its gradient. The batch is
 * rejected in any case, and the model is as it was. Rows that are at fault alone, such as one with
 * an element that is not finite, are only rejected.
 */
public enum OnPoison {
  /** It goes on with the next batch. */
  SKIP,
  /** It goes on at half its rate; after ten times it keeps the rate. */
  HALVE_RATE,
  /** It learns nothing any more, but goes on to predict and to be scored. */
  STOP;

  /** What a configuration calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of a name such as {@code halve-rate}, in any case.
   *
   * @throws IllegalArgumentException if there is no such policy
   */
  @JsonCreator
  public static OnPoison named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(values())
        .filter(policy -> policy.toString().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("must be skip, halve-rate or stop: " + name));
  }
}
