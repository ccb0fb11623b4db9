package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.cli.stack.WorkingDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial up}. */
@Command(
    name = "up",
    description = {
      "Start the whole pipeline and print its addresses.",
      "Embedded in this process it stays until Ctrl-C and leaves nothing. As processes of their own"
          + " (--processes) the parts stay when the command is done: see status, kill, restart and"
          + " stop."
    },
    sortOptions = false)
final class UpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "sections as in the shipped application.yaml; addresses and directories are replaced")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--keep", description = "keep what the embedded stack wrote, and say where")
  private boolean keep;

  @Option(names = "--processes", description = "start every part as a process of its own")
  private boolean processes;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "how many processes learn (1, or as many as before)")
  private Optional<Integer> taskManagers = Optional.empty();

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Override
  public Integer call() throws InterruptedException {
    OptionProblems problems = new OptionProblems();
    problems.require(!keep || !processes, "--keep is for the embedded stack; processes keep all");
    problems.require(processes || taskManagers.isEmpty(), "--task-managers needs --processes");
    taskManagers.ifPresent(
        count -> problems.require(count >= 1, "--task-managers must be at least 1: " + count));
    problems.throwIfAny();
    return processes
        ? startProcesses()
        : stayEmbedded(config.map(Blueprint::read).orElseGet(Blueprint::shipped));
  }

  private int startProcesses() throws InterruptedException {
    Blueprint blueprint =
        config
            .map(Blueprint::read)
            .or(() -> LocalCluster.lastBlueprint(directory.path()))
            .orElseGet(Blueprint::shipped);
    int count = taskManagers.or(() -> LocalCluster.lastTaskManagers(directory.path())).orElse(1);
    LocalCluster cluster = LocalCluster.start(blueprint, directory.path(), count);
    Addresses.of(cluster).print(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private int stayEmbedded(Blueprint blueprint) throws InterruptedException {
    try (WorkingDirectory temporary = WorkingDirectory.temporary()) {
      if (keep) {
        temporary.keep();
      }
      try (EmbeddedStack stack = EmbeddedStack.start(blueprint, temporary.path())) {
        new Addresses(
                stack.evaluatorAddress().toString(),
                stack.flinkAddress().toString(),
                temporary.path(),
                stack.bootstrapServers(),
                stack.registryUrl())
            .print(spec.commandLine().getOut());
        while (true) {
          stack.requireAlive();
          TimeUnit.SECONDS.sleep(1);
        }
      }
    }
  }
}
