package dev.perennial.cli.cluster;

import dev.perennial.cli.cluster.RestorePoint.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints and savepoints that a job left in a cluster's directory. A job counts both with
 * one number, and one that goes on counts on, so the higher number is the later state.
 */
final class RestorePoints {

  private static final Logger LOG = LoggerFactory.getLogger(RestorePoints.class);
  private static final String CHECKPOINT = "chk-";
  private static final String DAMAGED = "damaged-chk-";

  /** What several checkpoints have in common. */
  private static final String SHARED = "shared";

  /** How many checkpoints there are to go on from: a damaged newest one is stepped over. */
  static final int KEPT = 3;

  /** Of a savepoint whose number cannot be read: later than all others, to be safe. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Path checkpoints;
  private final Path savepoints;

  private RestorePoints(Path checkpoints, Path savepoints) {
    this.checkpoints = checkpoints;
    this.savepoints = savepoints;
  }

  /**
   * Those of a job; none if it has completed none.
   *
   * @param directory the cluster's
   * @param job its id, 32 hexadecimal digits
   */
  static RestorePoints of(Path directory, String job) {
    return new RestorePoints(
        RestorePoint.checkpoints(directory).resolve(job), RestorePoint.savepoints(directory));
  }

  /**
   * Where a job goes on.
   *
   * @param point the newest that can be relied on; empty for the beginning
   * @param behindResults whether a newer one was completed: results that follow from it may stand
   *     committed
   */
  record Start(Optional<RestorePoint> point, boolean behindResults) {}

  /** The newest; empty if there is none. */
  Optional<RestorePoint> newest() {
    return all().stream().findFirst();
  }

  /** The newest that is whole; empty if there is none. */
  Optional<RestorePoint> newestWhole() {
    return all().stream().filter(point -> point.flaw().isEmpty()).findFirst();
  }

  /**
   * Finds the newest that can be relied on: that is whole and, if it is a checkpoint, so young that
   * the transaction it goes with is still there to be committed. Checkpoints newer than it are put
   * aside under another name, because the job will give theirs to new ones; a damaged savepoint is
   * its owner's and stays.
   *
   * @param oldest when the oldest transaction may have begun that the broker has not undone; what
   *     is older was either committed at the time or never will be
   */
  Start start(Instant oldest) {
    List<RestorePoint> all = all();
    Optional<RestorePoint> found = reliable(all, oldest);
    long number = found.map(RestorePoint::number).orElse(-1L);
    boolean behind = damaged().stream().anyMatch(other -> other > number);
    for (RestorePoint point : all) {
      if (point.number() > number) {
        behind = true;
        LOG.warn(
            "A state is stepped over: path={} because={}",
            point.path(),
            point.flaw().orElse("its transaction may have timed out since"));
        if (point.kind() == Kind.CHECKPOINT) {
          putAside(point);
        }
      }
    }
    return new Start(found, behind);
  }

  // No further than the second that is whole: to look through one is to read its files' lengths.
  private static Optional<RestorePoint> reliable(List<RestorePoint> all, Instant oldest) {
    List<RestorePoint> whole =
        all.stream().filter(point -> point.flaw().isEmpty()).limit(2).toList();
    boolean isTooOld = !whole.isEmpty() && whole.get(0).isCheckpointBefore(oldest);
    return whole.stream().skip(isTooOld ? 1 : 0).findFirst();
  }

  /**
   * Deletes what a job that goes on would leave behind for ever, since it owns the checkpoint it
   * begins at and no other: all checkpoints but the newest few, those put aside whose number a
   * later one has reached, and the files of state that none of the rest names. Savepoints are their
   * owner's. Only before a job is started: one that runs writes files before it names them.
   */
  void tidy() {
    List<RestorePoint> all =
        all().stream().filter(point -> point.kind() == Kind.CHECKPOINT).toList();
    List<RestorePoint> kept = all.subList(0, Math.min(KEPT, all.size()));
    try {
      for (RestorePoint old : all.subList(kept.size(), all.size())) {
        FileUtils.deleteDirectory(old.path().toFile());
      }
      long newest = kept.isEmpty() ? -1 : kept.get(0).number();
      for (Path aside : completed(checkpoints, DAMAGED)) {
        if (number(aside, DAMAGED) <= newest) {
          FileUtils.deleteDirectory(aside.toFile());
        }
      }
      tidyShared(kept);
    } catch (IOException e) {
      LOG.warn("Old checkpoints are left behind path={}", checkpoints, e);
    }
  }

  private void tidyShared(List<RestorePoint> kept) throws IOException {
    Path shared = checkpoints.resolve(SHARED);
    if (!Files.isDirectory(shared)) {
      return;
    }
    Set<Path> named = new HashSet<>();
    for (RestorePoint point : kept) {
      for (Path file : StateFiles.named(point.path())) {
        if (Files.exists(file)) {
          named.add(file.toRealPath());
        }
      }
    }
    try (Stream<Path> files = Files.list(shared.toRealPath())) {
      for (Path file : files.filter(file -> !named.contains(file)).toList()) {
        Files.delete(file);
      }
    }
  }

  private void putAside(RestorePoint checkpoint) {
    Path aside = checkpoints.resolve(DAMAGED + checkpoint.number());
    try {
      FileUtils.deleteDirectory(aside.toFile());
      Files.move(checkpoint.path(), aside);
    } catch (IOException e) {
      throw new UncheckedIOException("a damaged checkpoint is in the way: " + checkpoint.path(), e);
    }
  }

  /** All, the newest first. */
  private List<RestorePoint> all() {
    List<RestorePoint> all = new ArrayList<>();
    for (Path path : completed(checkpoints, CHECKPOINT)) {
      all.add(new RestorePoint(path, number(path, CHECKPOINT), Kind.CHECKPOINT));
    }
    for (Path path : completed(savepoints, "")) {
      all.add(new RestorePoint(path, numberInside(path), Kind.SAVEPOINT));
    }
    all.sort(Comparator.comparingLong(RestorePoint::number).reversed());
    return all;
  }

  /** The numbers of the checkpoints that were put aside. */
  private List<Long> damaged() {
    return completed(checkpoints, DAMAGED).stream().map(path -> number(path, DAMAGED)).toList();
  }

  private static List<Path> completed(Path root, String prefix) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> Files.exists(file.resolve(StateFiles.METADATA)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path checkpoint, String prefix) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(prefix.length()));
  }

  /** A savepoint's name is random; its number is inside. */
  private static long numberInside(Path savepoint) {
    try {
      return StateFiles.metadata(savepoint).getCheckpointId();
    } catch (IOException unreadable) {
      return UNKNOWN;
    }
  }
}
