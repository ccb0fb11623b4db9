package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.cluster.RestorePoint.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointsTest {

  private static final String JOB = "00000000000000000000000000000001";
  private static final int STATE_BYTES = 100;

  private static final Instant OLDEST = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void takesTheCheckpointWithTheHighestNumber() throws Exception {
    checkpoint(9);
    RestorePoint newest = checkpoint(10);

    assertThat(points().newest()).contains(newest);
    assertThat(start()).isEqualTo(at(newest));
  }

  @Test
  void takesASavepointThatCameAfterTheCheckpoints() throws Exception {
    checkpoint(9);
    RestorePoint newest = savepoint("savepoint-000000-aa", 10);
    savepoint("savepoint-000000-bb", 4);

    assertThat(start()).isEqualTo(at(newest));
  }

  @Test
  void takesACheckpointThatCameAfterTheSavepoints() throws Exception {
    savepoint("savepoint-000000-aa", 10);
    RestorePoint newest = checkpoint(11);

    assertThat(start()).isEqualTo(at(newest));
  }

  @Test
  void leavesOutWhatWasNotCompleted() throws Exception {
    RestorePoint newest = checkpoint(9);
    Files.createDirectories(path("chk-10"));
    Files.createDirectories(RestorePoint.savepoints(directory).resolve("savepoint-000000-aa"));

    assertThat(start()).isEqualTo(at(newest));
  }

  @Test
  void beginsAtTheBeginningWhereThereIsNone() throws Exception {
    assertThat(start()).isEqualTo(new RestorePoints.Start(Optional.empty(), false));
    Files.createDirectories(path("shared"));
    assertThat(start()).isEqualTo(new RestorePoints.Start(Optional.empty(), false));
  }

  @Test
  void leavesASavepointToItsOwnerAndACheckpointToTheJob() {
    assertThat(Kind.SAVEPOINT.claim()).isEqualTo(RecoveryClaimMode.NO_CLAIM);
    assertThat(Kind.CHECKPOINT.claim()).isEqualTo(RecoveryClaimMode.CLAIM);
  }

  @Test
  void saysNothingOfWhoLearnedWhereNothingIsSaid() throws Exception {
    assertThat(savepoint("savepoint-000000-aa", 10).roster()).isEmpty();
  }

  @Test
  void stepsOverACheckpointWithAFileCutShortAndSaysThatResultsGoFurther() throws Exception {
    RestorePoint older = checkpoint(9);
    checkpoint(10);
    Files.write(path("chk-10").resolve("state"), new byte[STATE_BYTES / 2]);

    assertThat(points().newestWhole()).contains(older);
    assertThat(start()).isEqualTo(behind(older));
    assertThat(path("damaged-chk-10")).exists();
    assertThat(path("chk-10")).doesNotExist();
  }

  @Test
  void stepsOverACheckpointWithAFileMissing() throws Exception {
    RestorePoint older = checkpoint(9);
    lose(checkpoint(10));

    assertThat(start()).isEqualTo(behind(older));
  }

  @Test
  void findsMetadataThatAreCutShortAnywhere() throws Exception {
    RestorePoint damaged = checkpoint(10);
    Path metadata = damaged.path().resolve("_metadata");
    byte[] whole = Files.readAllBytes(metadata);
    assertThat(damaged.flaw()).isEmpty();

    for (int length = 0; length < whole.length; length++) {
      Files.write(metadata, Arrays.copyOf(whole, length));

      assertThat(damaged.flaw()).as("%d bytes", length).isPresent();
    }
  }

  @Test
  void stepsOverADamagedSavepointAndLeavesItToItsOwner() throws Exception {
    RestorePoint older = checkpoint(9);
    RestorePoint damaged = savepoint("savepoint-000000-aa", 10);
    Files.write(damaged.path().resolve("_metadata"), new byte[3]);

    assertThat(start()).isEqualTo(behind(older));
    assertThat(damaged.path()).exists();
  }

  @Test
  void stillKnowsThatResultsGoFurtherWhenItIsKilledBeforeTheNextCheckpoint() throws Exception {
    RestorePoint older = checkpoint(9);
    lose(checkpoint(10));
    start();

    assertThat(start()).isEqualTo(behind(older));
  }

  @Test
  void leavesItToTheStateOnceTheNumbersAreThoseOfBeforeAgain() throws Exception {
    checkpoint(9);
    lose(checkpoint(10));
    start();
    RestorePoint again = checkpoint(10);

    assertThat(start()).isEqualTo(at(again));
  }

  @Test
  void putsOneAsideThatHasTheNumberOfOneBefore() throws Exception {
    RestorePoint older = checkpoint(9);
    lose(checkpoint(10));
    start();
    lose(checkpoint(10));

    assertThat(start()).isEqualTo(behind(older));
  }

  @Test
  void beginsAtTheBeginningWhenAllAreDamaged() throws Exception {
    lose(checkpoint(1));

    assertThat(start()).isEqualTo(new RestorePoints.Start(Optional.empty(), true));
    assertThat(start()).isEqualTo(new RestorePoints.Start(Optional.empty(), true));
  }

  @Test
  void takesTheOneBeforeACheckpointWhoseTransactionMayHaveTimedOut() throws Exception {
    RestorePoint older = checkpoint(9);
    RestorePoint newest = checkpoint(10);
    Files.setLastModifiedTime(
        newest.path().resolve("_metadata"), FileTime.from(OLDEST.minusMillis(1)));

    assertThat(start()).isEqualTo(behind(older));
  }

  @Test
  void takesASavepointHoweverOldItIs() throws Exception {
    checkpoint(9);
    RestorePoint newest = savepoint("savepoint-000000-aa", 10);
    Files.setLastModifiedTime(newest.path().resolve("_metadata"), FileTime.fromMillis(0));

    assertThat(start()).isEqualTo(at(newest));
  }

  @Test
  void keepsThreeCheckpointsAndTheFilesTheyNameWhenItTidiesUp() throws Exception {
    savepoint("savepoint-000000-aa", 1);
    for (long number = 2; number <= 6; number++) {
      checkpoint(number);
    }
    lose(checkpoint(7));
    start();
    Path orphan =
        Files.write(Files.createDirectories(path("shared")).resolve("orphan"), new byte[1]);
    Path named = shared(path("chk-4"), 4);
    points().tidy();

    assertThat(names(path("")))
        .containsExactly("chk-4", "chk-5", "chk-6", "damaged-chk-7", "shared");
    assertThat(RestorePoint.savepoints(directory).resolve("savepoint-000000-aa")).exists();
    assertThat(orphan).doesNotExist();
    assertThat(named).exists();
    assertThat(points().newestWhole()).map(RestorePoint::number).contains(6L);
  }

  @Test
  void dropsADamagedCheckpointWhenALaterOneHasItsNumber() throws Exception {
    checkpoint(6);
    lose(checkpoint(7));
    start();
    checkpoint(7);
    points().tidy();

    assertThat(names(path(""))).containsExactly("chk-6", "chk-7");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private RestorePoints.Start start() {
    return points().start(OLDEST);
  }

  private RestorePoints points() {
    return RestorePoints.of(directory, JOB);
  }

  private Path path(String name) {
    return RestorePoint.checkpoints(directory).resolve(JOB).resolve(name);
  }

  private static RestorePoints.Start at(RestorePoint point) {
    return new RestorePoints.Start(Optional.of(point), false);
  }

  private static RestorePoints.Start behind(RestorePoint point) {
    return new RestorePoints.Start(Optional.of(point), true);
  }

  private static void lose(RestorePoint damaged) throws IOException {
    Files.delete(damaged.path().resolve("state"));
  }

  private RestorePoint checkpoint(long number) throws IOException {
    return write(path("chk-" + number), number, Kind.CHECKPOINT);
  }

  private RestorePoint savepoint(String name, long number) throws IOException {
    return write(RestorePoint.savepoints(directory).resolve(name), number, Kind.SAVEPOINT);
  }

  /** As Flink writes it, with one file of state. */
  private static RestorePoint write(Path path, long number, Kind kind) throws IOException {
    Path state = Files.write(Files.createDirectories(path).resolve("state"), new byte[STATE_BYTES]);
    return write(path, number, kind, state);
  }

  /** One more checkpoint in the place of another, whose state lies with that of others. */
  private Path shared(Path path, long number) throws IOException {
    Path state = Files.write(path("shared").resolve("state"), new byte[STATE_BYTES]);
    write(path, number, Kind.CHECKPOINT, state);
    return state;
  }

  private static RestorePoint write(Path path, long number, Kind kind, Path state)
      throws IOException {
    OperatorState fold = new OperatorState("fold", "fold", new OperatorID(1, 1), 1, 16);
    fold.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new KeyGroupsStateHandle(
                    new KeyGroupRangeOffsets(KeyGroupRange.of(0, 15)),
                    new FileStateHandle(
                        new org.apache.flink.core.fs.Path(state.toUri()), STATE_BYTES)))
            .build());
    try (OutputStream out = Files.newOutputStream(path.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(fold), List.of()), out);
    }
    return new RestorePoint(path, number, kind);
  }
}
