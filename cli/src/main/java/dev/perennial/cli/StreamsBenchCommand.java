package dev.perennial.cli;

import dev.perennial.cli.bench.StreamOrder;
import dev.perennial.cli.bench.StreamsTrial;
import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.stack.WorkingDirectory;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench streams}. */
@Command(
    name = "streams",
    description =
        "Measure how many samples a second one job learns of many streams, each with a learner of"
            + " its own, and what a learner takes.",
    sortOptions = false)
final class StreamsBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "1000",
      description = "each with a learner of its own (${DEFAULT-VALUE})")
  private int streams = 1_000;

  @Option(
      names = "--awake",
      paramLabel = "N",
      defaultValue = "1000",
      description = "learners in memory at once, as job.maxAwakeModels (${DEFAULT-VALUE})")
  private int awake = 1_000;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "round-robin",
      description =
          "in which streams speak: round-robin, where one that speaks is never in memory unless"
              + " all are, or zipf, the n-th n times as seldom as the first (${DEFAULT-VALUE})")
  private StreamOrder order = StreamOrder.ROUND_ROBIN;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "100000",
      description = "over all streams, behind a first batch of each (${DEFAULT-VALUE})")
  private long samples = 100_000;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "784",
      description = "of a sample (${DEFAULT-VALUE})")
  private int bytes = 784;

  @Option(
      names = "--strategy",
      paramLabel = "ID",
      defaultValue = "er",
      completionCandidates = RecipeOptions.StrategyIds.class,
      description = "the learning system, one of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private String strategy = "er";

  @Option(
      names = "--network",
      paramLabel = "SPEC",
      defaultValue = "mlp:32",
      description = "mlp:H,H,... or cnn (${DEFAULT-VALUE})")
  private String network = "mlp:32";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "10",
      description = "rows an update (${DEFAULT-VALUE})")
  private int batch = 10;

  @Mixin private ReportOption report = new ReportOption();

  @Override
  public Integer call() throws IOException {
    OptionProblems problems = new OptionProblems();
    problems.require(streams >= 1, "--streams must be at least 1: " + streams);
    problems.require(awake >= 1, "--awake must be at least 1: " + awake);
    problems.require(samples >= 1, "--samples must be at least 1: " + samples);
    problems.require(bytes >= 1, "--bytes must be at least 1: " + bytes);
    problems.require(batch >= 1, "--batch must be at least 1: " + batch);
    report.check(problems);
    problems.throwIfAny();
    StreamsTrial trial =
        new StreamsTrial(
            streams,
            awake,
            samples,
            bytes,
            order,
            batch,
            Map.of("strategy", strategy, "network", network));
    problems.valueOr(
        trial,
        () -> {
          trial.check();
          return trial;
        });
    problems.throwIfAny();
    try (WorkingDirectory directory = WorkingDirectory.temporary()) {
      StreamsTrial.Result result = trial.run(directory.path());
      spec.commandLine().getOut().println(result);
      report.write(() -> IndentedJson.of(result));
    }
    return ExitCode.OK;
  }
}
