package dev.perennial.schemas.settings;

import java.util.List;

/**
 * Settings that cannot be used; the message has one line a problem. Commands end with {@link
 * #EXIT_CODE} on it.
 */
public final class InvalidSettingsException extends IllegalArgumentException {

  /** What a command that was given them ends with: {@code EX_USAGE}. */
  public static final int EXIT_CODE = 64;

  private final List<String> problems;

  /** Settings with those problems, each a line that names key, rule and value; at least one. */
  public InvalidSettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** One line a problem. */
  public List<String> problems() {
    return problems;
  }
}
