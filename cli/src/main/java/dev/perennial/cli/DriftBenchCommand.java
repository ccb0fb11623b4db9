package dev.perennial.cli;

import dev.perennial.cli.drift.DriftBench;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench drift}. */
@Command(
    name = "drift",
    description =
        "Measure how soon each detector finds a change whose place is known, in the errors of a"
            + " learner and in features, what it misses and how often it is wrong.",
    sortOptions = false)
final class DriftBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "streams of each kind (${DEFAULT-VALUE})")
  private int seeds = 10;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "10000",
      description = "before the change, and as many after it (${DEFAULT-VALUE})")
  private int records = 10_000;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "1000",
      description = "of a gradual change, in records (${DEFAULT-VALUE})")
  private int width = 1_000;

  @Override
  public Integer call() {
    OptionProblems problems = new OptionProblems();
    problems.require(seeds >= 1, "--seeds must be at least 1: " + seeds);
    problems.require(
        records >= 1_000 && records <= 1_000_000,
        "--records must be in [1000, 1000000]: " + records);
    problems.require(width >= 1, "--width must be at least 1: " + width);
    problems.throwIfAny();
    PrintWriter out = spec.commandLine().getOut();
    new DriftBench(seeds, records, width)
        .run(
            line -> {
              out.println(line);
              out.flush();
            });
    return ExitCode.OK;
  }
}
