package dev.perennial.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The completed checkpoints that a job left in a directory. */
final class Checkpoints {

  /** Flink writes it last, and under this name only when it is whole. */
  private static final String METADATA = "_metadata";

  private static final String PREFIX = "chk-";

  private Checkpoints() {}

  /**
   * The newest of a job; empty if it has completed none.
   *
   * @param root of the checkpoints of all jobs
   * @param job its id, 32 hexadecimal digits
   */
  static Optional<Path> newest(Path root, String job) {
    return all(root, job).stream().max(Comparator.comparingLong(Checkpoints::number));
  }

  private static List<Path> all(Path root, String job) {
    Path directory = root.resolve(job);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .filter(file -> Files.exists(file.resolve(METADATA)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }
}
