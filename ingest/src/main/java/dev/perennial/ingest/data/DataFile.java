package dev.perennial.ingest.data;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that may be compressed: gzip if its name ends in {@code .gz}. The path {@code -} is
 * standard input.
 */
record DataFile(Path path) {

  private static final Path STANDARD_INPUT = Path.of("-");
  private static final String GZIP = ".gz";
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * The file {@code name} in a directory, or else {@code name.gz}.
   *
   * @throws FileNotFoundException if the directory has neither
   */
  static DataFile in(Path directory, String name) throws FileNotFoundException {
    if (exists(directory, name)) {
      Path plain = directory.resolve(name);
      return new DataFile(Files.isRegularFile(plain) ? plain : directory.resolve(name + GZIP));
    }
    throw new FileNotFoundException(
        "%s must hold %s or %s%s".formatted(directory, name, name, GZIP));
  }

  /** Whether a directory holds {@code name} or {@code name.gz}. */
  static boolean exists(Path directory, String name) {
    return Files.isRegularFile(directory.resolve(name))
        || Files.isRegularFile(directory.resolve(name + GZIP));
  }

  /** The contents, uncompressed; the caller closes them. */
  InputStream open() throws IOException {
    if (isStandardInput()) {
      return new BufferedInputStream(System.in, BUFFER_BYTES);
    }
    InputStream raw = Files.newInputStream(path);
    try {
      return path.toString().endsWith(GZIP)
          ? new GZIPInputStream(raw, BUFFER_BYTES)
          : new BufferedInputStream(raw, BUFFER_BYTES);
    } catch (IOException e) {
      raw.close();
      throw malformed("must be gzip", e.getMessage());
    }
  }

  /** Whether it is what is piped in, which can be read once. */
  boolean isStandardInput() {
    return path.equals(STANDARD_INPUT);
  }

  /** What messages call it. */
  String name() {
    return isStandardInput() ? "standard input" : path.toString();
  }

  /** What to throw when a row breaks a rule; a text is quoted. */
  BadRowException badRow(long row, String rule, @Nullable Object value) {
    return new BadRowException(
        "%s row %d %s: %s"
            .formatted(name(), row, rule, value instanceof String ? "\"" + value + '"' : value));
  }

  /** What to throw when the contents break a rule. */
  IOException malformed(String rule, @Nullable Object value) {
    return new IOException("%s %s: %s".formatted(name(), rule, value));
  }
}
