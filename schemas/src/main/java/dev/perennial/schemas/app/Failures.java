package dev.perennial.schemas.app;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/** What a program tells of a failure, to people who did not write it. */
public final class Failures {

  private Failures() {}

  /**
   * A line for the failure, which begins with the program's name, and one for each of its causes;
   * of what has no message the class, and no stack traces.
   */
  public static List<String> lines(String program, Throwable failure) {
    List<String> lines = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      lines.add((cause == failure ? program + ": " : "  because: ") + message(cause));
    }
    return lines;
  }

  private static String message(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getName()
        // What logs a user in puts a stack trace into its message.
        : message.lines().filter(line -> !line.startsWith("\tat ")).collect(joining("\n"));
  }
}
