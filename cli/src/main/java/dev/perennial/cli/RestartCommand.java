package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code perennial restart}. */
@Command(
    name = "restart",
    description =
        "End one process of a cluster, if it runs, start it again and wait until it works.")
final class RestartCommand implements Callable<Integer> {

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Parameters(paramLabel = "NAME", description = "as `perennial status` lists them")
  private String name = "";

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster.at(directory.path()).restart(name);
    return ExitCode.OK;
  }
}
