package dev.perennial.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {

  private static final String REFUSED =
      "Caused by: dev.perennial.learner.job.StateRefusedException: memory was 500, is 200\n";

  @TempDir Path directory;

  @Test
  void tellsWhyTheLastProcessRefused() throws Exception {
    Path log = directory.resolve("jobmanager.log");
    ProcessLog.begin(log, "jobmanager");
    Files.writeString(log, "one\n" + REFUSED + "\tat somewhere\n", StandardOpenOption.APPEND);

    assertThat(ProcessLog.refusal(log)).contains("memory was 500, is 200");
  }

  @Test
  void saysNothingOfProcessesBeforeTheLast() throws Exception {
    Path log = directory.resolve("jobmanager.log");
    ProcessLog.begin(log, "jobmanager");
    Files.writeString(log, REFUSED, StandardOpenOption.APPEND);
    ProcessLog.begin(log, "jobmanager");
    Files.writeString(log, "killed, say\n", StandardOpenOption.APPEND);

    assertThat(ProcessLog.refusal(log)).isEmpty();
    assertThat(ProcessLog.refusal(directory.resolve("none.log"))).isEmpty();
  }
}
