package dev.perennial.schemas.settings;

import java.util.List;

/**
 * Settings that cannot be used; the message has one line a problem. Commands end with exit code 64
 * on it.
 */
public final class InvalidSettingsException extends IllegalArgumentException {

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
