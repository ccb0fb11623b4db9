package dev.perennial.cli.secured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that {@code docs/security.md} shows. */
final class Examples {

  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/security.md");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  private Examples() {}

  /** The one below a heading, as it is. */
  static String of(String heading) throws IOException {
    Matcher example =
        Pattern.compile("(?s)## %s\n\n```yaml\n(.*?)```".formatted(Pattern.quote(heading)))
            .matcher(Files.readString(PAGE));
    if (!example.find()) {
      throw new IllegalStateException("docs/security.md has no example " + heading);
    }
    return example.group(1);
  }

  /** The same with the values in place of the variables. */
  static String of(String heading, Map<String, String> variables) throws IOException {
    return VARIABLE
        .matcher(of(heading))
        .replaceAll(
            found -> {
              String value = variables.get(found.group(1));
              if (value == null) {
                throw new IllegalStateException("nobody says what is " + found.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
