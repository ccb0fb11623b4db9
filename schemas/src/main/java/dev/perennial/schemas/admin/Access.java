package dev.perennial.schemas.admin;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether brokers and registry let us in, found out before anything is begun. Kafka's own clients
 * try for a minute or for ever, and what they say in the end names neither the broker nor who asked
 * it.
 */
public final class Access {

  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  /** How long a command waits for a broker, which may just be coming back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long an application waits before it goes on: it waits for brokers by itself. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Pattern USER =
      Pattern.compile("\\busername\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))");

  private Access() {}

  /**
   * For a command: returns once a broker has let us in.
   *
   * @throws KafkaException if one refuses, or none answers within 30 s; the message names the
   *     brokers, who asked, and how
   * @throws InvalidSettingsException if no client can be made of the settings
   */
  public static void require(KafkaSettings kafka) {
    try {
      ask(kafka, PATIENCE);
    } catch (TimeoutException e) {
      throw new KafkaException(absent(kafka, PATIENCE), e);
    }
  }

  /**
   * For an application: returns when broker and registry have let us in or do not answer, for then
   * it waits until they do.
   *
   * @param settings sections {@code kafka} and {@code registry}
   * @throws KafkaException if a broker refuses; the message names the brokers, who asked, and how
   * @throws UncheckedIOException if the registry refuses, likewise
   * @throws InvalidSettingsException if no client can be made of the settings
   */
  public static void requireNoRefusal(SettingsFile settings) {
    KafkaSettings kafka = settings.kafka();
    try {
      ask(kafka, LOOK);
    } catch (TimeoutException e) {
      LOG.warn("{}; waiting for one", absent(kafka, LOOK));
    }
    try (Registry registry = Registry.at(settings.registry())) {
      registry.requireNoRefusal();
    }
  }

  private static void ask(KafkaSettings kafka, Duration patience) {
    Properties properties = kafka.toProperties();
    String millis = Long.toString(patience.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    try (Admin admin = client(kafka, properties)) {
      admin.describeCluster().nodes().get();
    } catch (ExecutionException e) {
      throw refusal(kafka, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Admin client(KafkaSettings kafka, Properties properties) {
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      List<String> reasons = new ArrayList<>();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof LoginException) {
          throw new KafkaException(
              "no login for %s: %s".formatted(kafka.bootstrapServers(), identity(kafka)), e);
        }
        reasons.add(String.valueOf(cause.getMessage()));
      }
      throw new InvalidSettingsException(
          List.of("kafka: " + String.join(": ", reasons.stream().distinct().toList())));
    }
  }

  private static KafkaException refusal(KafkaSettings kafka, @Nullable Throwable cause) {
    if (cause instanceof TimeoutException absent) {
      return absent;
    }
    if (cause instanceof SslAuthenticationException) {
      return new KafkaException(
          "no TLS connection to %s: this side trusts %s and shows %s"
              .formatted(kafka.bootstrapServers(), trusted(kafka), shown(kafka)),
          cause);
    }
    if (cause instanceof AuthenticationException) {
      return new KafkaException(
          "%s refused %s".formatted(kafka.bootstrapServers(), identity(kafka)), cause);
    }
    return new KafkaException("%s cannot be asked".formatted(kafka.bootstrapServers()), cause);
  }

  private static String absent(KafkaSettings kafka, Duration patience) {
    return "no broker has answered at %s by %s within %d s"
        .formatted(kafka.bootstrapServers(), protocol(kafka.properties()), patience.toSeconds());
  }

  /** Whose certificates we believe, by which most handshakes fail. */
  private static String trusted(KafkaSettings kafka) {
    String file = kafka.properties().getOrDefault("ssl.truststore.location", "");
    if (!file.isEmpty()) {
      return file;
    }
    return kafka.properties().containsKey("ssl.truststore.certificates")
        ? "ssl.truststore.certificates"
        : "what this JVM does, for want of ssl.truststore.location,";
  }

  private static String shown(KafkaSettings kafka) {
    String file = kafka.properties().getOrDefault("ssl.keystore.location", "");
    return file.isEmpty() ? "no certificate of ssl.keystore.location" : file;
  }

  /** Who asks: the user, where the settings tell one, and by which protocol and mechanism. */
  private static String identity(KafkaSettings kafka) {
    Map<String, String> properties = kafka.properties();
    Matcher user = USER.matcher(properties.getOrDefault("sasl.jaas.config", ""));
    String who =
        !user.find() ? "us" : "user " + (user.group(1) == null ? user.group(2) : user.group(1));
    String protocol = protocol(properties);
    return protocol.startsWith("SASL")
        ? "%s (%s, %s)"
            .formatted(who, protocol, properties.getOrDefault("sasl.mechanism", "GSSAPI"))
        : "%s (%s)".formatted(who, protocol);
  }

  private static String protocol(Map<String, String> properties) {
    return properties.getOrDefault("security.protocol", "PLAINTEXT").toUpperCase(Locale.ROOT);
  }
}
