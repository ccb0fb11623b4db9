package dev.perennial.cli;

import dev.perennial.cli.cluster.LocalCluster;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Where the parts of a running pipeline are reached, in the words of every command. */
record Addresses(
    String evaluator, String flink, Path files, String bootstrapServers, String registryUrl) {

  static Addresses of(LocalCluster cluster) {
    return new Addresses(
        cluster.evaluatorAddress(),
        cluster.flinkAddress(),
        cluster.directory(),
        cluster.bootstrapServers(),
        cluster.registryUrl());
  }

  /** Prints them; the last three lines are for a shell that publishes, watches and reports. */
  void print(PrintWriter out) {
    out.println("evaluator  " + evaluator);
    out.println("flink      " + flink);
    out.println("files      " + files);
    out.println("export PERENNIAL_BOOTSTRAP=" + bootstrapServers);
    out.println("export PERENNIAL_REGISTRY=" + registryUrl);
    out.println("export PERENNIAL_EVALUATOR=" + evaluator);
    out.flush();
  }
}
