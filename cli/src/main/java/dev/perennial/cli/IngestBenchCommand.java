package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import dev.perennial.cli.bench.ImageLoad;
import dev.perennial.cli.stack.WorkingDirectory;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench ingest}. */
@Command(
    name = "ingest",
    description =
        "Measure how many images a second ingest puts into the log, a process of its own beside a"
            + " broker that has them all, and what it then holds.",
    sortOptions = false)
final class IngestBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

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

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "stream threads (${DEFAULT-VALUE})")
  private int threads = 2;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "trials (${DEFAULT-VALUE})")
  private int repeat = 3;

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(samples >= 1, "--samples must be at least 1: " + samples);
    problems.require(bytes >= 1, "--bytes must be at least 1: " + bytes);
    problems.require(remember >= 0, "--remember must not be negative: " + remember);
    problems.require(threads >= 1, "--threads must be at least 1: " + threads);
    problems.require(repeat >= 1, "--repeat must be at least 1: " + repeat);
    problems.throwIfAny();
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> ingest =
        Map.of("threads", threads, "rememberedIds", remember, "tasks", Map.of("*", tasks));
    for (int trial = 0; trial < repeat; trial++) {
      try (WorkingDirectory directory = WorkingDirectory.temporary()) {
        ApplicationTrial.Result result =
            ApplicationTrial.ofIngest(
                directory.path(), ingest, new ImageLoad(samples, 16, bytes, late));
        out.println(result);
        out.flush();
      }
    }
    return ExitCode.OK;
  }
}
