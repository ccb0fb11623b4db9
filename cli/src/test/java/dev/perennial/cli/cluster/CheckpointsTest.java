package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  private static final String JOB = "00000000000000000000000000000001";

  @TempDir Path root;

  @Test
  void takesTheOneWithTheHighestNumber() throws Exception {
    complete("chk-9");
    complete("chk-10");

    assertThat(Checkpoints.newest(root, JOB)).contains(root.resolve(JOB).resolve("chk-10"));
  }

  @Test
  void leavesOutOneThatWasNotCompleted() throws Exception {
    complete("chk-9");
    Files.createDirectories(root.resolve(JOB).resolve("chk-10"));

    assertThat(Checkpoints.newest(root, JOB)).contains(root.resolve(JOB).resolve("chk-9"));
  }

  @Test
  void findsNoneOfAJobThatHasNone() throws Exception {
    assertThat(Checkpoints.newest(root, JOB)).isEmpty();
    Files.createDirectories(root.resolve(JOB).resolve("shared"));
    assertThat(Checkpoints.newest(root, JOB)).isEmpty();
  }

  private void complete(String name) throws IOException {
    Files.createFile(Files.createDirectories(root.resolve(JOB).resolve(name)).resolve("_metadata"));
  }
}
