package dev.perennial.evaluator.web;

import dev.perennial.schemas.Sha256;
import dev.perennial.schemas.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The page's files, as they lie in the jar in the folder {@code page}. A browser keeps them and
 * asks each time whether they are still the same. Thread-safe.
 */
final class Assets {

  /** What the site begins with. */
  static final String INDEX = "index.html";

  private static final String FOLDER = "page/";
  // No slash and no two dots in a row: nothing outside the folder has such a name.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "json", "application/json; charset=utf-8",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, Reply> known = new ConcurrentHashMap<>();

  /** The file of that name; empty if there is none, or its ending names no type known here. */
  Optional<Reply> file(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<Reply> file = Optional.ofNullable(known.get(name)).or(() -> read(name, type));
    file.ifPresent(reply -> known.put(name, reply));
    return file;
  }

  private static Optional<Reply> read(String name, String type) {
    try (InputStream file = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        return Optional.empty();
      }
      byte[] content = file.readAllBytes();
      return Optional.of(
          Reply.of(200, type, content)
              .with("Cache-Control", "no-cache")
              .with("ETag", '"' + Sha256.hex(content) + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file %s cannot be read".formatted(name), e);
    }
  }
}
