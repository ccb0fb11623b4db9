package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.quality.Benchmark;
import dev.perennial.cli.quality.BenchmarkSet;
import dev.perennial.cli.quality.Cell;
import dev.perennial.cli.quality.CellDirectory;
import dev.perennial.cli.quality.CellResult;
import dev.perennial.cli.quality.CellRunner;
import dev.perennial.cli.quality.QualityBench;
import dev.perennial.learner.learning.Recipe;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A cell of the benchmarks comes to what the whole pipeline comes to, to the bit. */
class SameAsPipelineIT {

  private static final Benchmark GLYPHS = glyphs();

  @TempDir static Path directory;

  private static Map<String, CellResult> sideBySide;
  private static Map<String, CellResult> oneByOne;

  private static Benchmark glyphs() {
    Map<String, Recipe> recipes = new LinkedHashMap<>();
    for (String strategy : List.of("er", "er-ace", "naive")) {
      recipes.put(strategy, new Recipe(strategy, "mlp:32", 50, 10, 10, 1, "sgd", 0.05, 0, 0, 1));
    }
    return new Benchmark(
        "glyphs",
        BenchmarkSet.SMALL,
        "glyphs",
        "classes:5",
        OptionalLong.of(600),
        10_000,
        recipes,
        Map.of());
  }

  @BeforeAll
  static void runCells() throws Exception {
    sideBySide = run(2);
    oneByOne = run(1);
  }

  private static Map<String, CellResult> run(int threads) throws Exception {
    CellDirectory cells = new CellDirectory(directory.resolve("threads-" + threads));
    List<Cell> todo =
        GLYPHS.recipes().keySet().stream().map(id -> new Cell(GLYPHS, id, 1)).toList();
    try (CellRunner runner = new CellRunner(directory, "");
        ConsoleProgress progress =
            ConsoleProgress.to(new PrintWriter(new StringWriter()), "cells")) {
      assertThat(new QualityBench(runner::run, cells, threads).run(todo, progress)).isEmpty();
    }
    Map<String, CellResult> results = new LinkedHashMap<>();
    todo.forEach(cell -> results.put(cell.strategy(), cells.find(cell).orElseThrow()));
    return results;
  }

  @ParameterizedTest
  @ValueSource(strings = {"er", "er-ace"})
  void modelAndMetricsAreThoseOfTheWholePipeline(String strategy) throws Exception {
    JsonNode report = pipeline(strategy);
    CellResult cell = sideBySide.get(strategy);

    assertThat(cell.modelSha256()).isEqualTo(report.path("modelSha256").asText());
    assertThat(cell.steps()).isEqualTo(report.path("steps").asLong()).isEqualTo(60);
    assertThat(cell.samples()).isEqualTo(report.path("samples").asLong()).isEqualTo(600);
    assertThat(cell.rejected()).isZero();
    assertThat(cell.metric("average-accuracy")).hasValue(report.path("averageAccuracy").asDouble());
    assertThat(cell.metric("backward-transfer"))
        .hasValue(report.path("backwardTransfer").asDouble());
    assertThat(cell.metric("prequential-accuracy"))
        .hasValue(report.path("prequentialAccuracy").asDouble());
    assertThat(cell.metric("kappa")).hasValue(report.path("kappa").asDouble());
  }

  private static JsonNode pipeline(String strategy) throws Exception {
    Path report = directory.resolve(strategy + ".json");
    StringWriter said = new StringWriter();
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(said, true));
    commandLine.setErr(new PrintWriter(said, true));
    int code =
        commandLine.execute(
            ("run --data glyphs --scenario classes:5 --limit 600 --seed 1 --network mlp:32"
                    + " --memory 50 --strategy %s --report %s")
                .formatted(strategy, report)
                .split(" "));
    assertThat(code).as("%s", said).isZero();
    return new ObjectMapper().readTree(report.toFile());
  }

  @Test
  void cellsSideBySideComeToWhatTheyComeToOneByOne() {
    sideBySide.forEach(
        (strategy, cell) -> {
          CellResult alone = oneByOne.get(strategy);
          assertThat(cell.modelSha256()).isEqualTo(alone.modelSha256());
          assertThat(cell.metrics()).isEqualTo(alone.metrics());
          assertThat(cell.stateBytes()).isEqualTo(alone.stateBytes()).isPositive();
        });
  }

  @Test
  void replayTakesMoreStateThanNone() {
    // 50 rows of 28 x 28 bytes.
    assertThat(sideBySide.get("er").stateBytes())
        .isGreaterThanOrEqualTo(sideBySide.get("naive").stateBytes() + 50 * 784);
  }
}
