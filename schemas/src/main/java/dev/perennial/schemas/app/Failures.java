package dev.perennial.schemas.app;

import static java.util.stream.Collectors.joining;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a program tells of a failure, to people who did not write it. */
public final class Failures {

  /** The exit code of a program that failed, for another reason than its settings. */
  public static final int EXIT_CODE = 1;

  private Failures() {}

  /**
   * Tells why a program did not start: a line a problem of settings, or {@link #lines}.
   *
   * @return the exit code
   */
  public static int tell(String program, RuntimeException failure, PrintStream to) {
    if (failure instanceof InvalidSettingsException invalid) {
      invalid.problems().forEach(to::println);
      return InvalidSettingsException.EXIT_CODE;
    }
    lines(program, failure).forEach(to::println);
    return EXIT_CODE;
  }

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
