package dev.perennial.ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * How the tasks of samples that name none are named.
 *
 * <ul>
 *   <li>{@code change}: one task until a command says that the stream has changed, then another
 *   <li>{@code detect}: likewise, and where the features say so, as {@code ingest.drift} says
 *   <li>{@code count:N}: windows of the stream's log, N places long
 *   <li>{@code time:DURATION}: windows of event time, for example {@code time:PT24H}
 * </ul>
 */
public sealed interface TaskRule {

  /** One task until a command begins another. */
  TaskRule DEFAULT = new Change();

  /** One task until a command begins another. */
  record Change() implements TaskRule {
    @Override
    public String text() {
      return "change";
    }
  }

  /** A task for each regime, which are told apart by their features. */
  record Detect() implements TaskRule {
    @Override
    public String text() {
      return "detect";
    }
  }

  /**
   * Windows of the log.
   *
   * @param places how long one is, at least 1
   */
  record Count(int places) implements TaskRule {
    /** Checks the length. */
    public Count {
      if (places < 1) {
        throw new IllegalArgumentException("must count at least 1 place: " + places);
      }
    }

    @Override
    public String text() {
      return "count:" + places;
    }
  }

  /**
   * Windows of event time, counted from 1970.
   *
   * @param window how long one is, at least 1 ms
   */
  record Time(Duration window) implements TaskRule {
    /** Checks the length. */
    public Time {
      if (window.compareTo(Duration.ofMillis(1)) < 0 || window.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("must last from PT0.001S to " + LONGEST + ": " + window);
      }
    }

    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    @Override
    public String text() {
      return "time:" + window;
    }
  }

  /** The rule as {@link #parse} reads it. */
  @JsonValue
  String text();

  /**
   * The rule that a user names.
   *
   * @throws IllegalArgumentException if it has none of the forms, with the rule and the value
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static TaskRule parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "change" -> new Change();
      case "detect" -> new Detect();
      case "count" -> new Count(count(text, argument));
      case "time" -> new Time(duration(text, argument));
      default ->
          throw new IllegalArgumentException(
              "must be change, detect, count:N or time:DURATION: \"" + text + '"');
    };
  }

  private static int count(String text, String argument) {
    try {
      return Integer.parseInt(argument);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "must have a whole number after count: \"" + text + '"', e);
    }
  }

  private static Duration duration(String text, String argument) {
    try {
      return Duration.parse(argument);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must have a duration like PT24H after time: \"" + text + '"', e);
    }
  }
}
