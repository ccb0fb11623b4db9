package dev.perennial.schemas.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a request is for, in parts. */
public final class RequestPath {

  private RequestPath() {}

  /** The decoded parts of a path, those that are not empty; none if one cannot be decoded. */
  public static Optional<List<String>> parts(String rawPath) {
    try {
      return Optional.of(
          Stream.of(rawPath.split("/"))
              .filter(part -> !part.isEmpty())
              // In a path a plus is a plus; the decoder is one for forms.
              .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
