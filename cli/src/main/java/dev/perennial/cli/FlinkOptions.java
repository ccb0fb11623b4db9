package dev.perennial.cli;

import dev.perennial.cli.flink.FlinkCluster;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which job on which Flink cluster a command is about. */
final class FlinkOptions {

  @Option(
      names = "--jobmanager",
      paramLabel = "HOST:PORT",
      description = "a Flink cluster, by the address of its REST API")
  private Optional<String> jobManager = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the job's configuration: who it is, and how the cluster is reached")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--job",
      paramLabel = "NAME|ID",
      description =
          "the job's name or its id (job.name of --config, or without that perennial-learner)")
  private Optional<String> job = Optional.empty();

  /** Whether a Flink cluster is named. */
  boolean isGiven() {
    return jobManager.isPresent();
  }

  /**
   * The cluster, which the caller closes.
   *
   * @throws InvalidSettingsException if none is named, or as {@link FlinkCluster#at}
   */
  FlinkCluster open() throws InterruptedException {
    return open(
        jobManager.orElseThrow(
            () ->
                new InvalidSettingsException(
                    List.of("--jobmanager must name a Flink cluster, HOST:PORT"))),
        settings());
  }

  /** The cluster at an address, reached as the section {@code flink} says. */
  static FlinkCluster open(String address, Optional<SettingsFile> settings)
      throws InterruptedException {
    return FlinkCluster.at(
        address, settings.map(file -> file.properties("flink")).orElse(Map.of()));
  }

  /** The name or id of the job. */
  String job() {
    return job.orElseGet(
        () -> settings().map(FlinkOptions::jobName).orElse(JobSettings.DEFAULTS.name()));
  }

  /** The setting {@code job.name}. */
  static String jobName(SettingsFile settings) {
    return settings.section("job", JobSettings.class, JobSettings.DEFAULTS).name();
  }

  private Optional<SettingsFile> settings() {
    return config.map(FlinkOptions::read);
  }

  /** Reads a configuration file, as every application does. */
  static SettingsFile read(Path file) {
    return SettingsFile.ofArguments("perennial", "--config", file.toString());
  }
}
