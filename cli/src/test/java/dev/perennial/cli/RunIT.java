package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole pipeline, end to end: real broker, real registry, real job. */
class RunIT {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private JsonNode run(String options, Path report) throws IOException {
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(("run " + options + " --report " + report).split(" "));
    assertThat(code).as("%s%s", out, err).isZero();
    return new ObjectMapper().readTree(report.toFile());
  }

  @Test
  void everySampleIsLearnedOnceAndTheSameSeedGivesTheSameModel() throws Exception {
    String options =
        "--data glyphs --scenario classes:5 --strategy er --network mlp:32 --limit 1000 --seed 3";

    JsonNode one = run(options, directory.resolve("one.json"));
    JsonNode two = run(options, directory.resolve("two.json"));

    assertThat(one.path("samples").asLong()).isEqualTo(1000);
    assertThat(one.path("steps").asLong()).isEqualTo(100);
    assertThat(one.path("lost").asLong()).isZero();
    assertThat(one.path("duplicated").asLong()).isZero();
    assertThat(one.path("rejected").asLong()).isZero();
    assertThat(one.path("tasks")).hasToString("[\"classes-0-1-2-3-4\",\"classes-5-6-7-8-9\"]");
    assertThat(one.path("accuracyMatrix")).hasSize(2).allSatisfy(row -> assertThat(row).hasSize(2));
    assertThat(one.path("baselineAccuracy")).hasSize(2);
    assertThat(one.path("averageAccuracy").isNumber()).isTrue();
    assertThat(one.path("prequentialAccuracy").asDouble()).isGreaterThan(0.2);
    assertThat(one.path("modelSha256").asText())
        .matches("[0-9a-f]{64}")
        .isEqualTo(two.path("modelSha256").asText());
    assertThat(one.path("accuracyMatrix")).isEqualTo(two.path("accuracyMatrix"));
    assertThat(out.toString()).contains("er: accuracy on", "0 rejected");
  }

  @Test
  void aTableWithoutHoldoutGivesItsShareAndLosesNothing() throws Exception {
    Path data = directory.resolve("stripes.csv");
    StringBuilder rows = new StringBuilder("x,y,class\n");
    for (int i = 0; i < 400; i++) {
      rows.append("%d,%d,%s%n".formatted(i % 7, i % 2, i % 2 == 0 ? "even" : "odd"));
    }
    Files.writeString(data, rows);

    JsonNode report =
        run(
            "--data csv:%s --scenario as-is --strategy naive --network mlp:8 --batch 1 --holdout 0.25"
                .formatted(data),
            directory.resolve("r.json"));

    assertThat(report.path("lost").asLong()).isZero();
    assertThat(report.path("duplicated").asLong()).isZero();
    // A quarter of 400, give or take six standard deviations of 8.7.
    assertThat(report.path("samples").asLong()).isBetween(248L, 352L);
    assertThat(report.path("steps").asLong()).isEqualTo(report.path("samples").asLong());
    assertThat(out.toString()).contains("of repeating the label before");
  }

  @Test
  void aLearnerThatDivergesRefusesToAndTellsIt() throws Exception {
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    Path report = directory.resolve("r.json");

    int code =
        commandLine.execute(
            ("run --data glyphs --scenario classes:5 --strategy er --network mlp:32 --limit 200"
                    + " --learning-rate 25 --seed 3 --report "
                    + report)
                .split(" "));
    JsonNode told = new ObjectMapper().readTree(report.toFile());

    // 20 batches of ten: each is learned or refused, and the metric counts the refused.
    assertThat(code).isOne();
    assertThat(told.path("refusedSteps").asLong()).isPositive();
    assertThat(told.path("refusedSteps").asLong() + told.path("steps").asLong()).isEqualTo(20);
    assertThat(told.path("lost").asLong()).isEqualTo(10 * told.path("refusedSteps").asLong());
    assertThat(out.toString()).contains("were not learned; the first because of gradient-explodes");
  }

  @Test
  void aNetworkThatCannotTakeTheDataIsRefusedBeforeAnythingStarts() throws Exception {
    Path data = directory.resolve("table.csv");
    Files.writeString(data, "x,y,class\n1,2,a\n2,3,b\n");
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));

    int code =
        commandLine.execute(
            "run --data csv:%s --scenario as-is --strategy er --network cnn"
                .formatted(data)
                .split(" "));

    assertThat(code).isEqualTo(64);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("network cnn needs an image of height x width")
        .endsWith("[2]");
  }
}
