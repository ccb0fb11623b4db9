package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial stop}. */
@Command(
    name = "stop",
    description = "End every process of a cluster in order; what they wrote stays.")
final class StopCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--savepoint",
      description =
          "let the job write its whole state first, and print where; `up --processes` goes on from"
              + " there, also with another parallelism")
  private boolean savepoint;

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = LocalCluster.at(directory.path());
    if (savepoint) {
      spec.commandLine().getOut().println("savepoint  " + cluster.stopWithSavepoint());
    } else {
      cluster.stop();
    }
    return ExitCode.OK;
  }
}
