package dev.perennial.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.cli.pipeline.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is run again and what is not; results are files. */
class QualityBenchIT {

  private static final Benchmark BENCHMARK = Fixtures.benchmark("digits", 20);
  private static final Progress SILENT =
      new Progress() {
        @Override
        public void phase(String name) {}

        @Override
        public void measured(long done, long total) {}
      };

  @TempDir Path directory;

  private final Queue<String> ran = new ConcurrentLinkedQueue<>();

  private QualityPlan plan(Benchmark benchmark, String code, boolean keepsOld) {
    return new QualityPlan(
        List.of(benchmark), 2, directory, new CellDirectory(directory), code, keepsOld);
  }

  private List<String> run(QualityPlan plan) throws InterruptedException {
    ran.clear();
    List<Cell> todo = plan.cells().stream().filter(cell -> plan.result(cell).isEmpty()).toList();
    return new QualityBench(this::work, plan.results(), 2).run(todo, SILENT);
  }

  private CellResult work(Cell cell) throws IOException {
    ran.add(cell.toString());
    if (cell.strategy().equals("naive") && cell.seed() == 2) {
      throw new IOException("no data\n  at line 1\nat all\n");
    }
    return Fixtures.result(cell, Map.of("micro-accuracy", .5));
  }

  @Test
  void runsOnlyWhatIsMissingAndAFailureStopsNothing() throws Exception {
    QualityPlan plan = plan(BENCHMARK, Fixtures.CODE, false);

    assertThat(run(plan))
        .containsExactly("digits/naive seed 2 failed: java.io.IOException: no data ... at all");
    assertThat(ran)
        .containsExactlyInAnyOrder(
            "digits/naive seed 1", "digits/naive seed 2", "digits/er seed 1", "digits/er seed 2");
    run(plan);
    assertThat(ran).containsExactly("digits/naive seed 2");
    assertThat(plan.report("c", "m", Map.of()).results()).hasSize(3);
  }

  @Test
  void goesOnFromAReportThatWasPublished() throws Exception {
    QualityPlan there = plan(BENCHMARK, Fixtures.CODE, false);
    run(there);
    Path report = directory.resolve("published.txt");
    Files.writeString(report, there.report("c", "m", Map.of()).json());
    CellDirectory elsewhere = new CellDirectory(directory.resolve("elsewhere"));
    elsewhere.takeOver(report);
    elsewhere.takeOver(directory.resolve("no report"));

    QualityPlan here =
        new QualityPlan(List.of(BENCHMARK), 2, directory, elsewhere, Fixtures.CODE, false);
    run(here);
    assertThat(ran).containsExactly("digits/naive seed 2");
    assertThat(here.report("c", "m", Map.of()).json())
        .isEqualTo(there.report("c", "m", Map.of()).json());
  }

  @Test
  void runsAgainWhatAnotherRecipeMade() throws Exception {
    run(plan(BENCHMARK, Fixtures.CODE, false));
    run(plan(Fixtures.benchmark("digits", 21), Fixtures.CODE, true));

    assertThat(ran).hasSize(4);
  }

  @Test
  void runsAgainWhatOtherCodeMadeUnlessItIsToldToKeepIt() throws Exception {
    run(plan(BENCHMARK, Fixtures.CODE, false));
    run(plan(BENCHMARK, "f".repeat(64), true));
    assertThat(ran).containsExactly("digits/naive seed 2");
    run(plan(BENCHMARK, "f".repeat(64), false));
    assertThat(ran).hasSize(4);
  }

  @Test
  void anUnreadableResultIsNamed() throws Exception {
    Files.writeString(directory.resolve("digits.er.1.json"), "{");

    assertThatThrownBy(
            () -> plan(BENCHMARK, Fixtures.CODE, false).result(new Cell(BENCHMARK, "er", 1)))
        .hasMessage("result %s cannot be read", directory.resolve("digits.er.1.json"));
  }

  @Test
  void leavesNothingHalfWritten() throws Exception {
    run(plan(BENCHMARK, Fixtures.CODE, false));

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).allMatch(file -> file.toString().endsWith(".json")).hasSize(3);
    }
  }

  @Test
  void theDigestOfTheRunningCodeIsTheSameTwice() {
    assertThat(CodeDigest.running()).matches("[0-9a-f]{64}").isEqualTo(CodeDigest.running());
  }
}
