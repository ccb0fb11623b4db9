package dev.perennial.schemas.settings;

import java.util.Map;
import java.util.Properties;

/**
 * How Kafka is reached: every key is passed to every Kafka client as it is.
 *
 * @param properties at least {@code bootstrap.servers}
 */
public record KafkaSettings(Map<String, String> properties) {

  private static final String BOOTSTRAP = "bootstrap.servers";

  /** Checks that a broker is named and copies the properties. */
  public KafkaSettings {
    properties = Map.copyOf(properties);
    new Problems("kafka").notBlank(BOOTSTRAP, properties.getOrDefault(BOOTSTRAP, "")).throwIfAny();
  }

  /** The cluster behind a broker's address, without further properties. */
  public static KafkaSettings at(String bootstrapServers) {
    return new KafkaSettings(Map.of(BOOTSTRAP, bootstrapServers));
  }

  /** The brokers' addresses. */
  public String bootstrapServers() {
    return properties.getOrDefault(BOOTSTRAP, "");
  }

  /** The properties for a client, to which the client adds its own. */
  public Properties toProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }
}
