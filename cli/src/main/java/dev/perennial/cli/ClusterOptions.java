package dev.perennial.cli;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.schemas.admin.Access;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which broker and registry a command works with, and how it is let in. */
final class ClusterOptions {

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description =
          "Kafka brokers, over --config; where neither names any, PERENNIAL_BOOTSTRAP does")
  private Optional<String> bootstrap = Optional.empty();

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "schema registry, its Confluent endpoint, over --config; where neither names any,"
              + " PERENNIAL_REGISTRY does")
  private Optional<String> registry = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "sections as in the shipped application.yaml: kafka and registry say how to be let in")
  private Optional<Path> config = Optional.empty();

  /** The file that says how, if there is one. */
  Optional<Path> config() {
    return config;
  }

  /** All sections of the file, or of the shipped one, with the addresses of the options. */
  Blueprint blueprint() {
    Blueprint stated = config.map(Blueprint::read).orElseGet(Blueprint::shipped);
    if (bootstrap.isPresent()) {
      stated = stated.with("kafka", Map.of("bootstrap.servers", bootstrap.get()));
    }
    if (registry.isPresent()) {
      stated = stated.with("registry", Map.of("url", registry.get()));
    }
    return stated
        .withDefault("kafka", "bootstrap.servers", "${PERENNIAL_BOOTSTRAP}")
        .withDefault("registry", "url", "${PERENNIAL_REGISTRY}");
  }

  /**
   * The cluster, one of whose brokers has let us in.
   *
   * @throws org.apache.kafka.common.KafkaException if one refuses or none answers, as {@link
   *     Access#require}
   */
  KafkaSettings reachedKafka() {
    KafkaSettings kafka = settings().kafka();
    Access.require(kafka);
    return kafka;
  }

  RegistrySettings registry() {
    return settings().registry();
  }

  private SettingsFile settings() {
    return blueprint().settings();
  }
}
