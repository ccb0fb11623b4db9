package dev.perennial.cli;

import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import picocli.CommandLine.Option;

/** Which broker and registry a command works with; {@code perennial up} prints both. */
final class ClusterOptions {

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:PERENNIAL_BOOTSTRAP}",
      required = true,
      description = "Kafka broker; PERENNIAL_BOOTSTRAP names it too")
  private String bootstrap = "";

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "${env:PERENNIAL_REGISTRY}",
      required = true,
      description = "schema registry, its Confluent endpoint; PERENNIAL_REGISTRY names it too")
  private String registry = "";

  KafkaSettings kafka() {
    return KafkaSettings.at(bootstrap);
  }

  RegistrySettings registry() {
    return RegistrySettings.at(registry);
  }
}
