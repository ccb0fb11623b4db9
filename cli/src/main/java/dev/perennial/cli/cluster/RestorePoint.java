package dev.perennial.cli.cluster;

import dev.perennial.learner.job.Roster;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * Where a job can go on: a whole checkpoint or savepoint. A job counts both with one number, and
 * one that goes on counts on, so the higher number is always the later state.
 *
 * @param path its directory
 * @param number the job's count of it
 * @param kind which of the two
 */
record RestorePoint(Path path, long number, Kind kind) {

  /** Flink writes it last, and under this name only when all is whole. */
  private static final String METADATA = "_metadata";

  private static final String PREFIX = "chk-";

  /** Who writes it, and whose it is. */
  enum Kind {
    /** Written by the job for itself, which drops it when there is a later one. */
    CHECKPOINT(RecoveryClaimMode.CLAIM),
    /** Written for the user, who keeps it: the job reads it and leaves it alone. */
    SAVEPOINT(RecoveryClaimMode.NO_CLAIM);

    private final RecoveryClaimMode claim;

    Kind(RecoveryClaimMode claim) {
      this.claim = claim;
    }

    /** What a job that goes on from it may do with its files. */
    RecoveryClaimMode claim() {
      return claim;
    }
  }

  /** Where savepoints of a cluster's directory are written. */
  static Path savepoints(Path directory) {
    return directory.resolve("savepoints");
  }

  /** Where checkpoints of a cluster's directory are written. */
  static Path checkpoints(Path directory) {
    return directory.resolve("checkpoints");
  }

  /**
   * The newest of a job: the one with the highest number. Empty if it has completed none.
   *
   * @param directory the cluster's
   * @param job its id, 32 hexadecimal digits
   */
  static Optional<RestorePoint> newest(Path directory, String job) {
    List<RestorePoint> all = new ArrayList<>();
    for (Path path : whole(checkpoints(directory).resolve(job), PREFIX)) {
      long number = Long.parseLong(path.getFileName().toString().substring(PREFIX.length()));
      all.add(new RestorePoint(path, number, Kind.CHECKPOINT));
    }
    for (Path path : whole(savepoints(directory), "")) {
      all.add(new RestorePoint(path, numberOf(path), Kind.SAVEPOINT));
    }
    return all.stream().max(Comparator.comparingLong(RestorePoint::number));
  }

  private static List<Path> whole(Path root, String prefix) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> Files.exists(file.resolve(METADATA)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A savepoint's name is random; its number is inside. */
  private static long numberOf(Path savepoint) {
    return metadata(savepoint).getCheckpointId();
  }

  private static CheckpointMetadata metadata(Path path) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(path.resolve(METADATA)))) {
      return Checkpoints.loadCheckpointMetadata(
          in, RestorePoint.class.getClassLoader(), path.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("the state cannot be read: " + path, e);
    }
  }

  /**
   * Who learned when it was written; empty if it does not say.
   *
   * @throws IllegalStateException if another version of Perennial wrote it that this one cannot
   *     read
   */
  Optional<Roster> roster() {
    return metadata(path).getOperatorStates().stream()
        .flatMap(operator -> operator.getStates().stream())
        .flatMap(subtask -> subtask.getManagedOperatorState().stream())
        .flatMap(RestorePoint::rosters)
        .findFirst();
  }

  /** As the operator state backend lays them out: at each offset a length and the bytes. */
  private static Stream<Roster> rosters(OperatorStateHandle handle) {
    OperatorStateHandle.StateMetaInfo places =
        handle.getStateNameToPartitionOffsets().get(Roster.STATE);
    if (places == null) {
      return Stream.empty();
    }
    List<Roster> rosters = new ArrayList<>();
    try (FSDataInputStream in = handle.openInputStream()) {
      for (long offset : places.getOffsets()) {
        in.seek(offset);
        DataInputStream from = new DataInputStream(in);
        rosters.add(Roster.parse(from.readNBytes(from.readInt())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the state's roster cannot be read", e);
    }
    return rosters.stream();
  }
}
