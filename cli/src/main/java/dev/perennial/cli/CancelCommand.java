package dev.perennial.cli;

import dev.perennial.cli.flink.FlinkCluster;
import dev.perennial.cli.flink.FlinkJob;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial cancel}. */
@Command(
    name = "cancel",
    description = {
      "End the learner job on a Flink cluster and print where `submit --from` can go on.",
      "What it has committed stays. Without --savepoint that is its newest checkpoint, and what came"
          + " after it is learned again."
    },
    sortOptions = false)
final class CancelCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private FlinkOptions flink = new FlinkOptions();

  @Option(
      names = "--savepoint",
      description = "let the job write its whole state first, which any parallelism can read")
  private boolean savepoint;

  @Option(
      names = "--savepoint-dir",
      paramLabel = "URI",
      description =
          "where the savepoint goes (execution.checkpointing.savepoint-dir of the section flink of"
              + " --config, or else of the cluster)")
  private Optional<String> savepointDirectory = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(
        savepoint || savepointDirectory.isEmpty(), "--savepoint-dir is of use with --savepoint");
    problems.throwIfAny();
    PrintWriter out = spec.commandLine().getOut();
    try (FlinkCluster cluster = flink.open()) {
      Optional<FlinkJob> live = cluster.liveJob(flink.job());
      if (live.isEmpty()) {
        spec.commandLine().getErr().println(flink.job() + " does not run");
        return Perennial.EXIT_FAILURE;
      }
      String id = live.get().id();
      if (savepoint) {
        out.println("savepoint  " + cluster.stopWithSavepoint(id, savepointDirectory));
        out.flush();
        // The savepoint is there a moment before its job has ended.
        cluster.awaitEnded(id);
      } else {
        cluster.cancel(id).checkpoint().ifPresent(path -> out.println("checkpoint  " + path));
      }
    }
    return ExitCode.OK;
  }
}
