package dev.perennial.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The completed checkpoints that a job left in a directory. */
final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String PREFIX = "chk-";
  private static final String DAMAGED = "damaged-chk-";

  private final Path directory;

  private Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * Those of a job; none if it has completed none.
   *
   * @param root of the checkpoints of all jobs
   * @param job its id, 32 hexadecimal digits
   */
  static Checkpoints of(Path root, String job) {
    return new Checkpoints(root.resolve(job));
  }

  /**
   * Where a job goes on.
   *
   * @param checkpoint the newest that is whole; empty for the beginning
   * @param behindResults whether a newer one was completed: results that follow from it may stand
   *     committed
   */
  record Start(Optional<Path> checkpoint, boolean behindResults) {}

  /** The newest checkpoint; empty if there is none. */
  Optional<Path> newest() {
    return named(PREFIX).stream().findFirst();
  }

  /**
   * Finds the newest checkpoint that is whole. Those newer than it are put aside under another
   * name, because the job will give theirs to new ones.
   */
  Start start() {
    for (Path checkpoint : named(PREFIX)) {
      Optional<String> flaw = CheckpointFiles.flaw(checkpoint);
      if (flaw.isEmpty()) {
        long number = number(checkpoint, PREFIX);
        boolean behind = named(DAMAGED).stream().anyMatch(other -> number(other, DAMAGED) > number);
        return new Start(Optional.of(checkpoint), behind);
      }
      LOG.warn("a checkpoint is damaged and put aside: path={} flaw={}", checkpoint, flaw.get());
      putAside(checkpoint);
    }
    return new Start(Optional.empty(), !named(DAMAGED).isEmpty());
  }

  private void putAside(Path checkpoint) {
    Path aside = directory.resolve(DAMAGED + number(checkpoint, PREFIX));
    try {
      FileUtils.deleteDirectory(aside.toFile());
      Files.move(checkpoint, aside);
    } catch (IOException e) {
      throw new UncheckedIOException("a damaged checkpoint is in the way: " + checkpoint, e);
    }
  }

  /** Those of that name which have metadata, newest first. */
  private List<Path> named(String prefix) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> Files.exists(file.resolve(CheckpointFiles.METADATA)))
          .sorted(Comparator.comparingLong((Path file) -> number(file, prefix)).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path checkpoint, String prefix) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(prefix.length()));
  }
}
