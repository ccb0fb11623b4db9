package dev.perennial.cli.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.ExceptionUtils;

/**
 * What a stack trace says without its frames. Flink tells a failure as a text of many lines, whose
 * causes repeat one another.
 */
final class Headlines {

  /** The class of a throwable, whose package is left out, and its message, if it has one. */
  private static final Pattern HEADLINE =
      Pattern.compile("^(?:Caused by: )?(?:[a-z]\\w*\\.)+([A-Z][\\w$]*)(: .*)?$");

  private Headlines() {}

  /** A line a throwable, the outermost first; those that only repeat the next are left out. */
  static List<String> of(Throwable thrown) {
    return of(ExceptionUtils.stringifyException(thrown));
  }

  /**
   * As {@link #of(Throwable)}, of a printed stack trace; the first line of a text that is none.
   *
   * @param stackTrace may be empty, which answers an empty list
   */
  static List<String> of(String stackTrace) {
    List<String> headlines = new ArrayList<>();
    stackTrace
        .lines()
        .forEach(
            line -> {
              Matcher headline = HEADLINE.matcher(line);
              if (headline.matches()) {
                String message = headline.group(2) == null ? "" : headline.group(2);
                headlines.removeIf(earlier -> !message.isEmpty() && earlier.endsWith(message));
                headlines.add(headline.group(1) + message);
              }
            });
    return headlines.isEmpty() ? stackTrace.lines().limit(1).toList() : List.copyOf(headlines);
  }
}
