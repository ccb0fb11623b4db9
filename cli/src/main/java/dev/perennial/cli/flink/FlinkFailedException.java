package dev.perennial.cli.flink;

import java.util.ArrayList;
import java.util.List;

/** What a Flink cluster was asked for did not come to be; the message says what, and why. */
public final class FlinkFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * A failure in words.
   *
   * @param causes a line each, the outermost first; may be empty
   */
  FlinkFailedException(String what, List<String> causes) {
    super(joined(what, causes));
  }

  private FlinkFailedException(String message) {
    super(message);
  }

  /** The same, and what to do about it. */
  public FlinkFailedException advising(String advice) {
    return new FlinkFailedException(getMessage() + "\n" + advice);
  }

  private static String joined(String what, List<String> causes) {
    List<String> lines = new ArrayList<>(List.of(what));
    lines.addAll(causes);
    return String.join("\n  because: ", lines);
  }
}
