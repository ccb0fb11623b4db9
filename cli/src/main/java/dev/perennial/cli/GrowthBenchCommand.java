package dev.perennial.cli;

import dev.perennial.cli.growth.GrowthBench;
import dev.perennial.cli.growth.GrowthPage;
import dev.perennial.cli.growth.GrowthPlot;
import dev.perennial.cli.growth.GrowthReport;
import dev.perennial.cli.report.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench growth}. */
@Command(
    name = "growth",
    description =
        "Measure what a sample costs as memory, the tasks seen and the run itself become larger,"
            + " without Kafka, and write growth.md and growth.svg. Takes some minutes.",
    sortOptions = false)
final class GrowthBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--memory",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1000,10000,100000,1000000",
      description = "rows in memory (${DEFAULT-VALUE})")
  private List<Integer> memory = List.of();

  @Option(
      names = "--tasks",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "10,80,300,1000",
      description = "tasks seen (${DEFAULT-VALUE})")
  private List<Integer> tasks = List.of();

  @Option(
      names = "--samples",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "samples seen (${DEFAULT-VALUE})")
  private List<Integer> samples = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "9",
      description = "measurements at each size (${DEFAULT-VALUE})")
  private int repetitions = 9;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs/benchmarks",
      description = "where the page and the plot go (${DEFAULT-VALUE})")
  private Path out = Path.of("docs", "benchmarks");

  @Mixin private ReportOption report = new ReportOption();

  @Override
  public Integer call() throws IOException {
    OptionProblems problems = new OptionProblems();
    requireAscending(problems, "--memory", memory, 1_000_000);
    requireAscending(problems, "--tasks", tasks, 1_000);
    requireAscending(problems, "--samples", samples, Integer.MAX_VALUE);
    problems.require(repetitions >= 1, "--repeat must be at least 1: " + repetitions);
    problems.require(
        !Files.exists(out) || Files.isDirectory(out), "--out must be a directory: " + out);
    report.check(problems);
    problems.throwIfAny();
    ConsoleProgress progress = ConsoleProgress.to(spec.commandLine().getErr(), "measured");
    try (progress) {
      write(
          new GrowthReport(
              command(),
              Versions.machine(),
              Versions.all(),
              new GrowthBench(memory, tasks, samples, repetitions).run(progress::phase)));
    }
    return ExitCode.OK;
  }

  private static void requireAscending(
      OptionProblems problems, String option, List<Integer> sizes, int most) {
    problems.require(
        sizes.equals(sizes.stream().distinct().sorted().toList())
            && sizes.stream().allMatch(size -> size >= 1 && size <= most),
        "%s must be ascending numbers in [1, %s]: %s"
            .formatted(option, Figures.count(most), sizes));
  }

  private String command() {
    return "./perennial bench growth --memory %s --tasks %s --samples %s --repeat %d"
        .formatted(joined(memory), joined(tasks), joined(samples), repetitions);
  }

  private static String joined(List<Integer> sizes) {
    return String.join(",", sizes.stream().map(String::valueOf).toList());
  }

  private void write(GrowthReport measured) throws IOException {
    Files.createDirectories(out);
    Path page = out.resolve("growth.md");
    Files.writeString(page, GrowthPage.markdown(measured, "growth.svg"));
    Files.writeString(out.resolve("growth.svg"), GrowthPlot.svg(measured));
    report.write(measured::json);
    PrintWriter to = spec.commandLine().getOut();
    to.println(page);
    to.flush();
  }
}
