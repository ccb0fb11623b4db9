package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import dev.perennial.cli.bench.ImageLoad;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code perennial bench ingest}. */
@Command(
    name = "ingest",
    description =
        "Measure how many images a second ingest puts into the log, a process of its own beside a"
            + " broker that has them all, and what it then holds.",
    sortOptions = false)
final class IngestBenchCommand implements Callable<Integer> {

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "over 16 streams (${DEFAULT-VALUE})")
  private long samples = 2_000_000;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "784",
      description = "of an image (${DEFAULT-VALUE})")
  private int bytes = 784;

  @Option(names = "--late", description = "labels come after their samples, on their own topic")
  private boolean late;

  @Option(
      names = "--remember",
      paramLabel = "N",
      defaultValue = "200000",
      description = "ids that are known, to tell duplicates (${DEFAULT-VALUE})")
  private int remember = 200_000;

  @Option(
      names = "--tasks",
      paramLabel = "RULE",
      defaultValue = "change",
      description = "how tasks are named, as ingest.tasks (${DEFAULT-VALUE})")
  private String tasks = "change";

  @Mixin private TrialOptions trials = new TrialOptions();

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(samples >= 1, "--samples must be at least 1: " + samples);
    problems.require(bytes >= 1, "--bytes must be at least 1: " + bytes);
    problems.require(remember >= 0, "--remember must not be negative: " + remember);
    trials.check(problems);
    problems.throwIfAny();
    Map<String, Object> ingest =
        Map.of("threads", trials.threads(), "rememberedIds", remember, "tasks", Map.of("*", tasks));
    ImageLoad load = new ImageLoad(samples, 16, bytes, late);
    trials.run(directory -> ApplicationTrial.ofIngest(directory, ingest, load));
    return ExitCode.OK;
  }
}
