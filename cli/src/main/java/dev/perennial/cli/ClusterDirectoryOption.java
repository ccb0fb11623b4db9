package dev.perennial.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster of processes a command is about. */
final class ClusterDirectoryOption {

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".perennial",
      description = "where the cluster of processes writes (${DEFAULT-VALUE})")
  private Path directory = Path.of(".perennial");

  Path path() {
    return directory;
  }
}
