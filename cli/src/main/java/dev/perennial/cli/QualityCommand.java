package dev.perennial.cli;

import dev.perennial.cli.quality.Benchmark;
import dev.perennial.cli.quality.BenchmarkSet;
import dev.perennial.cli.quality.Benchmarks;
import dev.perennial.cli.quality.Cell;
import dev.perennial.cli.quality.CellDirectory;
import dev.perennial.cli.quality.CellRunner;
import dev.perennial.cli.quality.CodeDigest;
import dev.perennial.cli.quality.QualityBench;
import dev.perennial.cli.quality.QualityPage;
import dev.perennial.cli.quality.QualityPlan;
import dev.perennial.cli.quality.QualityPlot;
import dev.perennial.cli.quality.QualityReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench quality}. */
@Command(
    name = "quality",
    description =
        "Run every learning system on every benchmark, without Kafka, and write quality.md,"
            + " quality.json and quality.svg (of the small set quality-small). What is there"
            + " already is not run again.",
    sortOptions = false)
final class QualityCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--set",
      paramLabel = "SET",
      defaultValue = "small",
      description = "small (minutes) or full (hours) (${DEFAULT-VALUE})")
  private String set = "small";

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description = "run only cells whose BENCHMARK/STRATEGY matches: mnist-*/er, */{er,naive}")
  private Optional<String> only = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "seeds a cell, from 1 on (small: 1, full: 3)")
  private Optional<Integer> seeds = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs/benchmarks",
      description =
          "where the report goes, and a file a cell below cells/; one that is there is gone on with"
              + " (${DEFAULT-VALUE})")
  private Path out = Path.of("docs", "benchmarks");

  @Option(names = "--threads", paramLabel = "N", description = "cells side by side (all cores)")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      defaultValue = "../shared/datasets",
      description = "where the data are; benchmarks without theirs are left out (${DEFAULT-VALUE})")
  private Path datasets = Path.of("..", "shared", "datasets");

  @Option(
      names = "--keep-old",
      description = "take results that another version of the code made; the report names it")
  private boolean keepOld;

  @Override
  public Integer call() throws InterruptedException, IOException {
    OptionProblems problems = new OptionProblems();
    Optional<BenchmarkSet> named =
        List.of(BenchmarkSet.values()).stream().filter(s -> s.toString().equals(set)).findFirst();
    problems.require(named.isPresent(), "--set must be small or full: " + set);
    problems.require(seeds.orElse(1) >= 1, "--seeds must be at least 1: " + seeds.orElse(1));
    problems.require(threads.orElse(1) >= 1, "--threads must be at least 1: " + threads.orElse(1));
    problems.require(
        !Files.exists(out) || Files.isDirectory(out), "--out must be a directory: " + out);
    Optional<Predicate<Cell>> chosen = chosen(problems);
    problems.throwIfAny();
    BenchmarkSet of = named.orElseThrow();
    CellDirectory results = new CellDirectory(out.resolve("cells"));
    results.takeOver(report("json", of));
    List<Benchmark> benchmarks =
        Benchmarks.shipped().stream().filter(benchmark -> benchmark.set() == of).toList();
    QualityPlan plan =
        new QualityPlan(
            benchmarks, seeds.orElse(of.seeds()), datasets, results, CodeDigest.running(), keepOld);
    List<Cell> there = plan.cells();
    problems.require(!there.isEmpty(), "--datasets must hold data of a benchmark: " + datasets);
    Predicate<Cell> wanted = chosen.orElseThrow();
    List<Cell> cells = there.stream().filter(wanted).toList();
    problems.require(
        there.isEmpty() || !cells.isEmpty(),
        "--only must match a cell whose data are there: " + only.orElse("**"));
    long dropped = there.stream().filter(wanted.negate()).filter(plan::isOutdated).count();
    problems.require(
        of == BenchmarkSet.SMALL || dropped == 0,
        "--out holds results of another version of the code, which --keep-old keeps; without it"
            + " they would be dropped: %,d".formatted(dropped));
    problems.throwIfAny();
    return run(plan, of, cells, threads.orElse(Runtime.getRuntime().availableProcessors()));
  }

  /** The report's file of that kind. */
  private Path report(String kind, BenchmarkSet of) {
    return out.resolve((of == BenchmarkSet.SMALL ? "quality-small." : "quality.") + kind);
  }

  private Optional<Predicate<Cell>> chosen(OptionProblems problems) {
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + only.orElse("**"));
      return Optional.of(cell -> matcher.matches(Path.of(cell.path())));
    } catch (PatternSyntaxException e) {
      problems.require(false, "--only is no glob: " + e.getMessage());
      return Optional.empty();
    }
  }

  private int run(QualityPlan plan, BenchmarkSet of, List<Cell> chosen, int threads)
      throws InterruptedException, IOException {
    PrintWriter err = spec.commandLine().getErr();
    List<String> failures;
    try (ConsoleProgress progress = ConsoleProgress.to(err, "cells");
        CellRunner runner = new CellRunner(datasets, plan.code())) {
      plan.skipped()
          .forEach(
              name -> progress.phase("%s is left out: no data in %s".formatted(name, datasets)));
      List<Cell> todo = chosen.stream().filter(cell -> plan.result(cell).isEmpty()).toList();
      long old = todo.stream().filter(plan::isOutdated).count();
      if (old > 0) {
        progress.phase(
            "%,d results of another version of the code are not taken; --keep-old takes them"
                .formatted(old));
      }
      progress.phase("%,d of %,d cells to run".formatted(todo.size(), chosen.size()));
      if (!todo.isEmpty()) {
        runner.warmUp();
      }
      failures = new QualityBench(runner::run, plan.results(), threads).run(todo, progress);
    }
    write(
        plan.report(
            "./perennial bench quality --set %s --seeds %d --threads %d%s"
                .formatted(set, plan.seeds(), threads, keepOld ? " --keep-old" : ""),
            Versions.machine(),
            Versions.all()),
        of);
    return failures.isEmpty() ? 0 : Perennial.EXIT_FAILURE;
  }

  private void write(QualityReport report, BenchmarkSet of) throws IOException {
    Files.createDirectories(out);
    Path page = report("md", of);
    Path plot = report("svg", of);
    Files.writeString(page, QualityPage.markdown(report, plot.getFileName().toString()));
    Files.writeString(report("json", of), report.json() + "\n");
    Files.writeString(plot, QualityPlot.svg(report));
    PrintWriter to = spec.commandLine().getOut();
    to.println(page);
    to.flush();
  }
}
