package dev.perennial.cli.cluster;

import dev.perennial.learner.job.Roster;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * Where a job can go on: a completed checkpoint or savepoint.
 *
 * @param path its directory
 * @param number the job's count of it
 * @param kind which of the two
 */
record RestorePoint(Path path, long number, Kind kind) {

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
    return directory.resolve(LocalCluster.CHECKPOINTS);
  }

  /** Whether it is a checkpoint that was completed before a time. */
  boolean isCheckpointBefore(Instant time) {
    try {
      return kind == Kind.CHECKPOINT
          && Files.getLastModifiedTime(path.resolve(StateFiles.METADATA))
              .toInstant()
              .isBefore(time);
    } catch (IOException e) {
      throw new UncheckedIOException("the state cannot be read: " + path, e);
    }
  }

  /** What is wrong with its files, in words; empty if nothing is. */
  Optional<String> flaw() {
    return StateFiles.flaw(path);
  }

  /**
   * Who learned when it was written; empty if it does not say.
   *
   * @throws IllegalStateException if another version of Perennial wrote it that this one cannot
   *     read
   */
  Optional<Roster> roster() {
    try {
      return StateFiles.metadata(path).getOperatorStates().stream()
          .flatMap(operator -> operator.getStates().stream())
          .flatMap(subtask -> subtask.getManagedOperatorState().stream())
          .flatMap(RestorePoint::rosters)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("the state cannot be read: " + path, e);
    }
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
