package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one topic from the wire format, whatever version of the schema they were written
 * with. Owned by one thread.
 */
public final class RecordDecoder<T extends SpecificRecord> {

  static final int HEADER_BYTES = 5;

  static {
    // Avro allocates what a collection's count claims before it looks whether the items are there,
    // so a forged count must not cost more than the largest honest one. Avro reads the limit once.
    String items = "org.apache.avro.limits.collectionItems.maxLength";
    if (System.getProperty(items) == null) {
      System.setProperty(items, Integer.toString(1 << 20));
    }
  }

  private final Schema schema;
  private final Registry registry;
  private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
  private @Nullable BinaryDecoder decoder;

  private RecordDecoder(Topic topic, Registry registry) {
    this.schema = topic.schema();
    this.registry = registry;
  }

  /**
   * A decoder for a topic.
   *
   * @param type the class of the topic's values
   * @throws IllegalArgumentException if the topic carries another type
   */
  public static <T extends SpecificRecord> RecordDecoder<T> of(
      Topic topic, Class<T> type, Registry registry) {
    requireType(topic, type);
    return new RecordDecoder<>(topic, registry);
  }

  /**
   * The record that {@code bytes} hold; its byte fields are copies.
   *
   * @throws WireFormatException if they hold none: too short, another magic byte, a schema id that
   *     the registry does not know, a schema that cannot be read as the topic's, a body that is no
   *     Avro or goes on after the record
   * @throws UncheckedIOException if the registry must be asked and does not answer
   */
  public T decode(byte @Nullable [] bytes) throws WireFormatException {
    if (bytes == null || bytes.length < HEADER_BYTES) {
      throw new WireFormatException(
          "not-wire-format",
          "a value needs at least %d bytes: %s"
              .formatted(HEADER_BYTES, bytes == null ? "null" : bytes.length));
    }
    if (bytes[0] != 0) {
      throw new WireFormatException(
          "not-wire-format", "the first byte must be 0: " + (bytes[0] & 0xff));
    }
    SpecificDatumReader<T> reader = reader(ByteBuffer.wrap(bytes).getInt(1));
    decoder =
        DecoderFactory.get()
            .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
    try {
      // Avro declares the reused record non-null but accepts none: a new record is wanted each
      // time.
      T value = read(reader, decoder);
      if (!decoder.isEnd()) {
        throw new WireFormatException("not-avro", "bytes follow the record");
      }
      return value;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The stack overflows where a foreign schema nests and the bytes nest deeper.
      throw new WireFormatException(
          "not-avro", "the body is no %s: %s".formatted(schema.getName(), e));
    }
  }

  @SuppressWarnings("NullAway")
  private T read(SpecificDatumReader<T> reader, BinaryDecoder from) throws IOException {
    return reader.read(null, from);
  }

  private SpecificDatumReader<T> reader(int id) throws WireFormatException {
    SpecificDatumReader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    Schema written =
        registry
            .schema(id)
            .orElseThrow(
                () ->
                    new WireFormatException(
                        "unknown-schema", "the registry knows no schema with id " + id));
    WriterSchema.requireReadable("schema id " + id, written, schema);
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(written, schema);
    readers.put(id, reader);
    return reader;
  }

  static void requireType(Topic topic, Class<? extends SpecificRecord> type) {
    if (topic.type() != type) {
      throw new IllegalArgumentException(
          "topic %s carries %s, not %s"
              .formatted(topic.topicName(), topic.type().getSimpleName(), type.getSimpleName()));
    }
  }
}
