package dev.perennial.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time as people write it: 90s, 30m, 2h. */
final class Spans implements ITypeConverter<Duration> {

  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smh])");

  @Override
  public Duration convert(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new TypeConversionException(
          "must be a number above 0 with s, m or h, for example 30m: " + text);
    }
    return Duration.parse("PT" + text);
  }
}
