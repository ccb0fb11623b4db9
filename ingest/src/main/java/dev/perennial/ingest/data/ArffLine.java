package dev.perennial.ingest.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a line of an ARFF file into its values, which stand between commas; in single or double
 * quotes where one holds a comma or a blank, with a backslash before a quote that is part of it.
 */
final class ArffLine {

  private final String text;
  private int at;

  private ArffLine(String text) {
    this.text = text;
  }

  /**
   * The values of a line; null for one that is missing, a bare question mark.
   *
   * @return empty if a quote is not closed
   */
  static Optional<List<@Nullable String>> valuesOf(String text) {
    return new ArffLine(text).values();
  }

  /** The first word of a text, without its quotes, and what follows it; empty if unclosed. */
  static Optional<List<String>> headOf(String text) {
    ArffLine line = new ArffLine(text.strip());
    return line.word(" \t").map(word -> List.of(word, line.text.substring(line.at).strip()));
  }

  private Optional<List<@Nullable String>> values() {
    List<@Nullable String> values = new ArrayList<>();
    while (true) {
      skipBlanks();
      boolean isQuoted = at < text.length() && isQuote(text.charAt(at));
      Optional<String> word = word(",");
      if (word.isEmpty()) {
        return Optional.empty();
      }
      String value = isQuoted ? word.get() : word.get().strip();
      values.add(!isQuoted && value.equals("?") ? null : value);
      skipBlanks();
      if (at == text.length()) {
        return Optional.of(values);
      }
      if (text.charAt(at) != ',') {
        return Optional.empty();
      }
      at++;
    }
  }

  /** Up to an end character or the end of the text; empty if a quote is not closed. */
  private Optional<String> word(String ends) {
    StringBuilder word = new StringBuilder();
    if (at < text.length() && isQuote(text.charAt(at))) {
      char quote = text.charAt(at++);
      while (at < text.length() && text.charAt(at) != quote) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        word.append(text.charAt(at++));
      }
      if (at == text.length()) {
        return Optional.empty();
      }
      at++;
      return Optional.of(word.toString());
    }
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      word.append(text.charAt(at++));
    }
    return Optional.of(word.toString());
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isQuote(char character) {
    return character == '\'' || character == '"';
  }
}
