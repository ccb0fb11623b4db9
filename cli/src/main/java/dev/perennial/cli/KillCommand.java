package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code perennial kill}. */
@Command(name = "kill", description = "Kill one process of a cluster at once (SIGKILL).")
final class KillCommand implements Runnable {

  @Mixin private ClusterDirectoryOption directory = new ClusterDirectoryOption();

  @Parameters(paramLabel = "NAME", description = "as `perennial status` lists them")
  private String name = "";

  @Override
  public void run() {
    LocalCluster.at(directory.path()).kill(name);
  }
}
