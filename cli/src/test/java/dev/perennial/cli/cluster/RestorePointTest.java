package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.cluster.RestorePoint.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointTest {

  private static final String JOB = "00000000000000000000000000000001";

  @TempDir Path directory;

  @Test
  void takesTheCheckpointWithTheHighestNumber() throws Exception {
    checkpoint(9);
    Path newest = checkpoint(10);

    assertThat(RestorePoint.newest(directory, JOB))
        .contains(new RestorePoint(newest, 10, Kind.CHECKPOINT));
  }

  @Test
  void takesASavepointThatCameAfterTheCheckpoints() throws Exception {
    checkpoint(9);
    Path newest = savepoint("savepoint-000000-aa", 10);
    savepoint("savepoint-000000-bb", 4);

    assertThat(RestorePoint.newest(directory, JOB))
        .contains(new RestorePoint(newest, 10, Kind.SAVEPOINT));
  }

  @Test
  void saysNothingOfWhoLearnedWhereNothingIsSaid() throws Exception {
    savepoint("savepoint-000000-aa", 10);

    assertThat(RestorePoint.newest(directory, JOB).flatMap(RestorePoint::roster)).isEmpty();
  }

  @Test
  void takesACheckpointThatCameAfterTheSavepoints() throws Exception {
    savepoint("savepoint-000000-aa", 10);
    Path newest = checkpoint(11);

    assertThat(RestorePoint.newest(directory, JOB).map(RestorePoint::path)).contains(newest);
  }

  @Test
  void leavesOutWhatWasNotCompleted() throws Exception {
    Path newest = checkpoint(9);
    Files.createDirectories(newest.resolveSibling("chk-10"));
    Files.createDirectories(RestorePoint.savepoints(directory).resolve("savepoint-000000-aa"));

    assertThat(RestorePoint.newest(directory, JOB).map(RestorePoint::path)).contains(newest);
  }

  @Test
  void findsNoneOfAJobThatHasNone() throws Exception {
    assertThat(RestorePoint.newest(directory, JOB)).isEmpty();
    Files.createDirectories(RestorePoint.checkpoints(directory).resolve(JOB).resolve("shared"));
    assertThat(RestorePoint.newest(directory, JOB)).isEmpty();
  }

  @Test
  void leavesASavepointToItsOwnerAndACheckpointToTheJob() {
    assertThat(Kind.SAVEPOINT.claim()).isEqualTo(RecoveryClaimMode.NO_CLAIM);
    assertThat(Kind.CHECKPOINT.claim()).isEqualTo(RecoveryClaimMode.CLAIM);
  }

  private Path checkpoint(long number) throws IOException {
    Path path = RestorePoint.checkpoints(directory).resolve(JOB).resolve("chk-" + number);
    Files.createFile(Files.createDirectories(path).resolve("_metadata"));
    return path;
  }

  private Path savepoint(String name, long number) throws IOException {
    Path path = RestorePoint.savepoints(directory).resolve(name);
    try (OutputStream out =
        Files.newOutputStream(Files.createDirectories(path).resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(), List.of()), out);
    }
    return path;
  }
}
