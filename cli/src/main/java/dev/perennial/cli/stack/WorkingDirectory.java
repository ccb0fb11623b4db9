package dev.perennial.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a stack keeps what it writes: the broker's log, checkpoints, snapshots, log files. A new
 * directory that is deleted at the end unless {@link #keep} was called, so that what is needed to
 * understand a failure stays. Owned by one thread.
 */
public final class WorkingDirectory implements AutoCloseable {

  private final Path path;
  private boolean kept;

  private WorkingDirectory(Path path) {
    this.path = path;
  }

  /**
   * A new directory among the system's temporary files.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  public static WorkingDirectory temporary() {
    try {
      return new WorkingDirectory(Files.createTempDirectory("perennial-"));
    } catch (IOException e) {
      throw new UncheckedIOException("no working directory could be made", e);
    }
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /** Lets the directory stay. */
  public void keep() {
    kept = true;
  }

  /**
   * Deletes the directory with all it holds, unless it is kept.
   *
   * @throws UncheckedIOException if something in it cannot be deleted
   */
  @Override
  public void close() {
    if (kept) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).forEach(WorkingDirectory::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be deleted: " + file, e);
    }
  }
}
