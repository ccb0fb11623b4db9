package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

class CheckpointsTest {

  private static final String JOB = "00000000000000000000000000000001";
  private static final int STATE_BYTES = 100;

  @TempDir Path root;

  @Test
  void takesTheOneWithTheHighestNumber() throws Exception {
    complete(9);
    complete(10);

    assertThat(checkpoints().newest()).contains(path("chk-10"));
    assertThat(checkpoints().start()).isEqualTo(start("chk-10", false));
  }

  @Test
  void leavesOutOneThatWasNotCompleted() throws Exception {
    complete(9);
    Files.createDirectories(path("chk-10"));

    assertThat(checkpoints().start()).isEqualTo(start("chk-9", false));
  }

  @Test
  void beginsAtTheBeginningWhereThereIsNone() throws Exception {
    assertThat(checkpoints().start().checkpoint()).isEmpty();
    Files.createDirectories(path("shared"));
    assertThat(checkpoints().start().checkpoint()).isEmpty();
    assertThat(checkpoints().start().behindResults()).isFalse();
  }

  @Test
  void stepsOverOneWithAFileCutShortAndSaysThatResultsGoFurther() throws Exception {
    complete(9);
    complete(10);
    Files.write(path("chk-10").resolve("state"), new byte[STATE_BYTES / 2]);

    assertThat(checkpoints().start()).isEqualTo(start("chk-9", true));
    assertThat(path("damaged-chk-10")).exists();
    assertThat(path("chk-10")).doesNotExist();
  }

  @Test
  void stepsOverOneWithAFileMissing() throws Exception {
    complete(9);
    complete(10);
    Files.delete(path("chk-10").resolve("state"));

    assertThat(checkpoints().start()).isEqualTo(start("chk-9", true));
  }

  @Test
  void stepsOverOneWhoseMetadataAreCutShort() throws Exception {
    complete(9);
    complete(10);
    Path metadata = path("chk-10").resolve("_metadata");
    byte[] whole = Files.readAllBytes(metadata);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(metadata, Arrays.copyOf(whole, length));

      assertThat(CheckpointFiles.flaw(path("chk-10"))).as("%d bytes", length).isPresent();
    }
    assertThat(checkpoints().start()).isEqualTo(start("chk-9", true));
  }

  @Test
  void stillKnowsThatResultsGoFurtherWhenItIsKilledBeforeTheNextCheckpoint() throws Exception {
    complete(9);
    complete(10);
    Files.delete(path("chk-10").resolve("state"));
    checkpoints().start();

    assertThat(checkpoints().start()).isEqualTo(start("chk-9", true));
  }

  @Test
  void leavesItToTheStateOnceTheNumbersAreThoseOfBeforeAgain() throws Exception {
    complete(9);
    complete(10);
    Files.delete(path("chk-10").resolve("state"));
    checkpoints().start();
    complete(10);

    assertThat(checkpoints().start()).isEqualTo(start("chk-10", false));
  }

  @Test
  void beginsAtTheBeginningWhenAllAreDamaged() throws Exception {
    complete(1);
    Files.delete(path("chk-1").resolve("state"));

    assertThat(checkpoints().start().checkpoint()).isEmpty();
    assertThat(checkpoints().start().behindResults()).isTrue();
  }

  private Checkpoints checkpoints() {
    return Checkpoints.of(root, JOB);
  }

  private Path path(String name) {
    return root.resolve(JOB).resolve(name);
  }

  private Checkpoints.Start start(String checkpoint, boolean behindResults) {
    return new Checkpoints.Start(Optional.of(path(checkpoint)), behindResults);
  }

  /** A checkpoint as Flink writes it, with one file of state. */
  private void complete(long number) throws Exception {
    Path directory = Files.createDirectories(path("chk-" + number));
    Path state = Files.write(directory.resolve("state"), new byte[STATE_BYTES]);
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
    try (OutputStream out = Files.newOutputStream(directory.resolve("_metadata"))) {
      org.apache.flink.runtime.checkpoint.Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(fold), List.of()), out);
    }
  }
}
