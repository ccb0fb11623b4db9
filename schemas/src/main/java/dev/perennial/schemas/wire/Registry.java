package dev.perennial.schemas.wire;

import dev.perennial.schemas.settings.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;

/**
 * The schema registry: knows which schema an id stands for. The only class that touches the
 * Confluent client.
 *
 * <p>Thread-safe. Answers are remembered for the life of the object, so a running application asks
 * once a schema.
 */
public final class Registry implements AutoCloseable {

  private static final String MOCK = "mock://";
  private static final Set<Integer> NO_SUCH_ID = Set.of(400, 404, 422);
  private static final int CONFLICT = 409;
  private static final int REMEMBERED_SCHEMAS = 1000;

  private final SchemaRegistryClient client;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private Registry(SchemaRegistryClient client) {
    this.client = client;
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
              url.substring(MOCK.length()), List.of(new AvroSchemaProvider())));
    }
    return new Registry(
        new CachedSchemaRegistryClient(url, REMEMBERED_SCHEMAS, settings.properties()));
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

  private static UncheckedIOException unavailable(RestClientException e) {
    return unavailable(new IOException(e.getMessage(), e));
  }

  private static UncheckedIOException unavailable(IOException e) {
    return new UncheckedIOException("the schema registry did not answer: " + e.getMessage(), e);
  }
}
