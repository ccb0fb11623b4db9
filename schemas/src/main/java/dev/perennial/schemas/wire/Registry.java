package dev.perennial.schemas.wire;

import dev.perennial.schemas.settings.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry: knows which schema an id stands for. The only class that touches the
 * Confluent client.
 *
 * <p>Thread-safe. Answers are remembered for the life of the object, so a running application asks
 * once a schema.
 */
public final class Registry implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private static final String MOCK = "mock://";
  private static final Set<Integer> NO_SUCH_ID = Set.of(400, 404, 422);
  private static final int CONFLICT = 409;
  private static final Set<Integer> REFUSED = Set.of(401, 403);
  private static final int UNAUTHORIZED = 401;
  private static final int REMEMBERED_SCHEMAS = 1000;

  private final SchemaRegistryClient client;
  private final RegistrySettings settings;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private Registry(SchemaRegistryClient client, RegistrySettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * The registry at {@code settings.url()}; {@code mock://scope} is one in memory, shared by
   * everything in the JVM that names the same scope. Does not connect yet.
   */
  public static Registry at(RegistrySettings settings) {
    String url = settings.url();
    if (url.startsWith(MOCK)) {
      return new Registry(
          MockSchemaRegistry.getClientForScope(
              url.substring(MOCK.length()), List.of(new AvroSchemaProvider())),
          settings);
    }
    return new Registry(
        new CachedSchemaRegistryClient(url, REMEMBERED_SCHEMAS, settings.properties()), settings);
  }

  /**
   * Asks the registry something, to learn whether it lets us in. Returns also if nobody answers: it
   * may not be up yet.
   *
   * @throws UncheckedIOException if it refuses who asks, or the TLS handshake fails
   */
  public void requireNoRefusal() {
    try {
      client.getSchemaById(1);
    } catch (RestClientException e) {
      // Another refusal may be about this one schema.
      if (e.getStatus() == UNAUTHORIZED) {
        throw unavailable(e);
      }
    } catch (SSLException e) {
      throw unavailable(e);
    } catch (IOException e) {
      LOG.debug("The schema registry does not answer yet url={}", settings.shownUrl(), e);
    }
  }

  /**
   * Registers a schema under a subject with BACKWARD compatibility and answers its id; idempotent.
   *
   * @throws IllegalStateException if the registry refuses the schema, with its reason
   * @throws UncheckedIOException if the registry does not answer
   */
  public int register(String subject, Schema schema) {
    try {
      int id = client.register(subject, new AvroSchema(schema.toString()));
      client.updateCompatibility(subject, "BACKWARD");
      return id;
    } catch (RestClientException e) {
      if (e.getStatus() == CONFLICT) {
        throw new IllegalStateException(
            "schema %s is not backward compatible with subject %s: %s"
                .formatted(schema.getFullName(), subject, e.getMessage()),
            e);
      }
      throw unavailable(e);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * The Avro schema of an id, or empty if the registry knows none. Ids come out of bytes that
   * anyone may have written, so an id that is out of range or stands for a schema of another kind
   * is one without an Avro schema.
   *
   * @throws UncheckedIOException if the registry does not answer
   */
  public Optional<Schema> schema(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    if (id < 0) {
      return Optional.empty();
    }
    try {
      Schema found = new Schema.Parser().parse(client.getSchemaById(id).canonicalString());
      schemas.put(id, found);
      return Optional.of(found);
    } catch (SchemaParseException e) {
      return Optional.empty();
    } catch (RestClientException e) {
      if (NO_SUCH_ID.contains(e.getStatus())) {
        return Optional.empty();
      }
      throw unavailable(e);
    } catch (IOException e) {
      if (isNoAvro(e)) {
        return Optional.empty();
      }
      throw unavailable(e);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNoAvro(IOException e) {
    // The client tells an answer it cannot parse from no answer by nothing but its words.
    String message = e.getMessage();
    return message != null && message.startsWith("Invalid schema");
  }

  private UncheckedIOException unavailable(RestClientException e) {
    IOException cause = new IOException(e.getMessage(), e);
    return REFUSED.contains(e.getStatus())
        ? new UncheckedIOException(
            "the schema registry at %s refused %s: %s"
                .formatted(settings.shownUrl(), settings.identity(), e.getMessage()),
            cause)
        : unavailable(cause);
  }

  private UncheckedIOException unavailable(IOException e) {
    return new UncheckedIOException(
        "the schema registry at %s did not answer: %s"
            .formatted(settings.shownUrl(), e.getMessage()),
        e);
  }
}
