package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Real processes, struck while they learn, leave what undisturbed ones leave. */
@Tag("soak")
class ChaosIT {

  @TempDir Path directory;

  @Test
  void whoeverIsKilledTheTopicsAreTheSame() throws Exception {
    StringWriter said = new StringWriter();
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(said, true));
    commandLine.setErr(new PrintWriter(said, true));
    Path report = directory.resolve("chaos.json");

    // With this seed the publisher, the task manager and the job manager are the first.
    int code =
        commandLine.execute(
            "chaos",
            "--data",
            "glyphs",
            "--scenario",
            "classes:5",
            "--limit",
            "2000",
            "--rate",
            "100",
            "--strategy",
            "er",
            "--kills",
            "3",
            "--damages",
            "1",
            "--seed",
            "1",
            "--report",
            report.toString());

    assertThat(code).as("%s", said).isZero();
    JsonNode found = new ObjectMapper().readTree(report.toFile());
    assertThat(found.path("kills").asInt()).isEqualTo(3);
    assertThat(found.path("damages").asInt()).isEqualTo(1);
    assertThat(found.path("strikes"))
        .extracting(strike -> strike.path("victim").asText())
        .containsExactlyInAnyOrder("publisher", "taskmanager-1", "jobmanager", "jobmanager");
    // 2,000 samples are published, sequenced and predicted, and ten at a time learned; 2,000 more
    // only score.
    assertThat(found.path("compared").asInt()).isGreaterThan(4_000 + 4_000 + 2_000 + 200);
    assertThat(found.path("lost").asInt()).isZero();
    assertThat(found.path("duplicated").asInt()).isZero();
    assertThat(found.path("differing").asInt()).isZero();
    assertThat(found.path("sameModel").asBoolean()).isTrue();
  }
}
