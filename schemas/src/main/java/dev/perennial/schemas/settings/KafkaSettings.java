package dev.perennial.schemas.settings;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How Kafka is reached: every key is passed to every Kafka client as it is.
 *
 * @param properties at least {@code bootstrap.servers}
 */
public record KafkaSettings(Map<String, String> properties) implements Serializable {

  private static final String BOOTSTRAP = "bootstrap.servers";
  private static final Pattern CLIENT_PREFIX =
      Pattern.compile("^(main\\.consumer|consumer|producer)\\.");

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

  /**
   * The properties of a Kafka Streams application: what the user states goes over our settings for
   * speed, but not over those for safety. Each over the one before: {@code speed}, these, {@code
   * stated}, {@code safety}. A key of {@code speed} for one kind of client, for example {@code
   * producer.linger.ms}, gives way to the user's key for all of them, {@code linger.ms}, too.
   *
   * @param speed what is ours to choose and the user's to choose better
   * @param stated the application's own section of Kafka's keys
   * @param safety what results would be lost, repeated or refused without
   */
  public Properties toProperties(
      Map<String, Object> speed, Map<String, String> stated, Map<String, Object> safety) {
    Map<String, Object> user = new HashMap<>(properties);
    user.putAll(stated);
    Properties merged = new Properties();
    speed.forEach(
        (key, value) -> {
          if (!user.containsKey(CLIENT_PREFIX.matcher(key).replaceFirst(""))) {
            merged.put(key, value);
          }
        });
    merged.putAll(user);
    merged.putAll(safety);
    return merged;
  }

  /** The brokers' addresses and the keys of the other properties, whose values may be secrets. */
  @Override
  public String toString() {
    Set<String> others = new TreeSet<>(properties.keySet());
    others.remove(BOOTSTRAP);
    return "KafkaSettings[%s=%s, others=%s]".formatted(BOOTSTRAP, bootstrapServers(), others);
  }

  /** The properties for a client, to which the client adds its own. */
  public Properties toProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }
}
