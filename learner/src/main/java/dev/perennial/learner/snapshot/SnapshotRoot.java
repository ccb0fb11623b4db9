package dev.perennial.learner.snapshot;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory that all snapshots lie below. A manifest is a record like any other: whoever may
 * write to the topic may have it name any file there is, so only what lies below the root is
 * opened.
 *
 * @param uri of the directory, {@code job.snapshots}
 */
public record SnapshotRoot(String uri) {

  /**
   * A snapshot's place as a manifest names it. Nothing is opened.
   *
   * @throws IllegalArgumentException if it does not lie below the root: another scheme or host, a
   *     path beside the root or with {@code ..} in it, however encoded, a query or a fragment; the
   *     message tells place and root
   */
  public URI confined(String snapshot) {
    URI root = parsed(uri, uri);
    URI place = parsed(snapshot, uri);
    List<String> above = segments(root);
    List<String> below = segments(place);
    boolean isBelow =
        Optional.ofNullable(place.getPath()).orElse("").startsWith("/")
            && lower(place.getScheme()).equals(lower(root.getScheme()))
            && lower(place.getRawAuthority()).equals(lower(root.getRawAuthority()))
            && place.getRawQuery() == null
            && place.getRawFragment() == null
            && below.size() > above.size()
            && below.subList(0, above.size()).equals(above)
            && below.stream().noneMatch(SnapshotRoot::leadsElsewhere);
    if (!isBelow) {
      throw outside(snapshot, uri);
    }
    return place;
  }

  /**
   * A snapshot's file on this machine, with all links followed.
   *
   * @throws IllegalArgumentException as {@link #confined}, also if a link leads out of the root
   * @throws IOException if there is no such file
   */
  public Path file(String snapshot) throws IOException {
    Path file = Path.of(confined(snapshot)).toRealPath();
    if (!file.startsWith(Path.of(URI.create(uri)).toRealPath())) {
      throw outside(snapshot, uri);
    }
    return file;
  }

  private static URI parsed(String text, String root) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a snapshot must lie below %s: %s".formatted(root, text), e);
    }
  }

  /** The parts of the path, decoded once, as whoever opens it does; empty ones left out. */
  private static List<String> segments(URI place) {
    String path = Optional.ofNullable(place.getPath()).orElse("");
    return Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).toList();
  }

  private static boolean leadsElsewhere(String segment) {
    return segment.equals(".")
        || segment.equals("..")
        || segment.indexOf('\\') >= 0
        || segment.indexOf('\0') >= 0;
  }

  /** A part that is left out is the same as an empty one: file:/a and file:///a. */
  private static String lower(@Nullable String part) {
    return Optional.ofNullable(part).orElse("").toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException outside(String snapshot, String root) {
    return new IllegalArgumentException(
        "a snapshot must lie below %s: %s".formatted(root, snapshot));
  }
}
