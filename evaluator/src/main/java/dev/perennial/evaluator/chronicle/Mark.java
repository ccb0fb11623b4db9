package dev.perennial.evaluator.chronicle;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/**
 * Something that happened to a learner at one place of the log.
 *
 * @param sequence the place; -1 before its first entry
 * @param eventTime the event time there
 * @param kind what happened
 * @param text which, in a few words
 */
public record Mark(long sequence, Instant eventTime, Kind kind, String text) {

  /** By place; at one place in the order of the kinds. */
  static final Comparator<Mark> BY_PLACE =
      Comparator.comparingLong(Mark::sequence).thenComparing(Mark::kind);

  /** What can happen. */
  public enum Kind {
    /** A learning period began; the text is its task's name. */
    TASK,
    /** A command was obeyed; the text is its id. */
    COMMAND,
    /** A snapshot was written. */
    SNAPSHOT,
    /** A rule was broken. */
    ALERT,
    /** A broken rule holds again. */
    RESOLVED,
    /** Updates were refused because they would have poisoned the model. */
    REFUSED;

    /** Its name in lower case, as JSON has it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
