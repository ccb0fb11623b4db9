package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code perennial stop}. */
@Command(
    name = "stop",
    description = "End every process of a cluster in order; what they wrote stays.")
final class StopCommand implements Callable<Integer> {

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster.at(directory.path()).stop();
    return ExitCode.OK;
  }
}
