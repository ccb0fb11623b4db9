package dev.perennial.cli.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** How numbers are shown. */
public final class Figures {

  /** Stands for a value that does not exist. */
  public static final String ABSENT = "-";

  private Figures() {}

  /** Three decimals, or {@link #ABSENT}. */
  public static String share(OptionalDouble value) {
    return value.isPresent() ? share(value.getAsDouble()) : ABSENT;
  }

  /** Three decimals; what rounds to zero has no sign. */
  public static String share(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.equals("-0.000") ? "0.000" : text;
  }

  /** A whole number with thousands separated by commas. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
