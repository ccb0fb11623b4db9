package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perennial kill}. */
@Command(name = "kill", description = "Kill one process of a cluster at once (SIGKILL).")
final class KillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Parameters(paramLabel = "NAME", description = "as `perennial status` lists them")
  private String name = "";

  @Override
  public Integer call() {
    if (LocalCluster.at(directory.path()).kill(name)) {
      return ExitCode.OK;
    }
    spec.commandLine().getErr().println(name + " does not run");
    return Perennial.EXIT_FAILURE;
  }
}
