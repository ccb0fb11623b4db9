package dev.perennial.cli.pipeline;

/**
 * Text of strangers on somebody's terminal: one line, and nothing that a terminal obeys. Stateless.
 */
public final class Printable {

  private Printable() {}

  /** The same text with a question mark for every control character. */
  public static String of(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
