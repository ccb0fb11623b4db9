package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import dev.perennial.cli.stack.WorkingDirectory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial bench evaluator}. */
@Command(
    name = "evaluator",
    description =
        "Measure how many predictions a second the evaluator folds, a process of its own beside a"
            + " broker that has them all, and what it then holds.",
    sortOptions = false)
final class EvaluatorBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--predictions",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "of all learners (${DEFAULT-VALUE})")
  private long predictions = 4_000_000;

  @Option(
      names = "--learners",
      paramLabel = "N",
      defaultValue = "16",
      description = "over 16 streams (${DEFAULT-VALUE})")
  private int learners = 16;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "0",
      description = "tasks that each learner was scored on after each (${DEFAULT-VALUE})")
  private int tasks;

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
    problems.require(predictions >= 1, "--predictions must be at least 1: " + predictions);
    problems.require(learners >= 1, "--learners must be at least 1: " + learners);
    problems.require(tasks >= 0, "--tasks must not be negative: " + tasks);
    problems.require(threads >= 1, "--threads must be at least 1: " + threads);
    problems.require(repeat >= 1, "--repeat must be at least 1: " + repeat);
    problems.throwIfAny();
    PrintWriter out = spec.commandLine().getOut();
    for (int trial = 0; trial < repeat; trial++) {
      try (WorkingDirectory directory = WorkingDirectory.temporary()) {
        ApplicationTrial.Result result =
            ApplicationTrial.ofEvaluator(directory.path(), threads, learners, predictions, tasks);
        out.println(result);
        out.flush();
      }
    }
    return ExitCode.OK;
  }
}
