package dev.perennial.cli;

import dev.perennial.cli.bench.ApplicationTrial;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code perennial bench evaluator}. */
@Command(
    name = "evaluator",
    description =
        "Measure how many predictions a second the evaluator folds, a process of its own beside a"
            + " broker that has them all, and what it then holds.",
    sortOptions = false)
final class EvaluatorBenchCommand implements Callable<Integer> {

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

  @Mixin private TrialOptions trials = new TrialOptions();

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(predictions >= 1, "--predictions must be at least 1: " + predictions);
    problems.require(learners >= 1, "--learners must be at least 1: " + learners);
    problems.require(tasks >= 0, "--tasks must not be negative: " + tasks);
    trials.check(problems);
    problems.throwIfAny();
    trials.run(
        directory ->
            ApplicationTrial.ofEvaluator(
                directory, trials.threads(), learners, predictions, tasks));
    return ExitCode.OK;
  }
}
