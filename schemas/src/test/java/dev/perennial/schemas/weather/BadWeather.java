package dev.perennial.schemas.weather;

import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * An endless stream of records that were good once. The same records and seed give the same stream.
 * What comes may by chance still be good; that it never is one of the given streams' is up to who
 * gives the records. Owned by one thread.
 */
public final class BadWeather {

  private static final int HEADER_BYTES = 5;

  /** How a record is spoilt. All come equally often. */
  private enum Kind {
    FLIPPED,
    TRUNCATED,
    INSERTED,
    SHORTENED,
    REPEATED,
    CLAIMING,
    NOISE,
    EMPTY,
    ANOTHER_SCHEMA,
    NESTED,
    ODD_FIELDS,
    MORE_ODD_FIELDS,
    FLOOD,
    ANOTHER_STREAM,
    ANOTHER_KEY,
    HEADERS
  }

  private final Random random;
  private final BrokenBytes bytes;
  private final OddFields fields;
  private final Schema schema;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private final List<Integer> otherSchemas = new ArrayList<>();
  private final int nestedSchema;

  /**
   * Bad weather over one topic.
   *
   * @param topic whose schema the records have
   * @param registry in which schemas are registered that the records claim to have
   * @param keys of the good records, as text: the stream, or stream/learner; a stream without '/'
   * @param values of the good records, in the wire format, one a key
   */
  public BadWeather(
      Topic topic, Registry registry, List<String> keys, List<byte[]> values, long seed) {
    if (keys.isEmpty() || keys.size() != values.size()) {
      throw new IllegalArgumentException(
          "there must be a key a value, and one at least: %d and %d"
              .formatted(keys.size(), values.size()));
    }
    this.random = new Random(seed);
    this.bytes = new BrokenBytes(random);
    this.fields = new OddFields(random);
    this.schema = topic.schema();
    keys.forEach(key -> this.keys.add(utf8(key)));
    this.values.addAll(values);
    for (Topic other : Topic.values()) {
      if (other != topic) {
        otherSchemas.add(registry.register(other.subject(), other.schema()));
      }
    }
    this.nestedSchema = registry.register("bad-weather-" + topic.topicName(), nested(schema));
  }

  /** The next record. */
  public RawRecord next() {
    int at = random.nextInt(values.size());
    byte[] key = keys.get(at);
    byte[] value = values.get(at);
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    List<Header> headers = List.of();
    byte @Nullable [] spoilt = value;
    byte @Nullable [] under = random.nextInt(20) == 0 ? anotherKey(key) : key;
    switch (kind) {
      case FLIPPED -> spoilt = bytes.flipped(value);
      case TRUNCATED -> spoilt = bytes.truncated(value);
      case INSERTED -> spoilt = bytes.inserted(value);
      case SHORTENED -> spoilt = bytes.shortened(value);
      case REPEATED -> spoilt = bytes.repeated(value);
      case CLAIMING -> spoilt = bytes.claiming(value, HEADER_BYTES);
      case NOISE -> spoilt = bytes.noise();
      case EMPTY -> spoilt = random.nextBoolean() ? null : new byte[0];
      case ANOTHER_SCHEMA -> spoilt = withSchema(anotherSchema(), body(value));
      case NESTED -> spoilt = withSchema(nestedSchema, deep(body(value)));
      case ODD_FIELDS, MORE_ODD_FIELDS -> spoilt = changed(value, fields::change);
      case FLOOD -> spoilt = changed(value, fields::flood);
      case ANOTHER_STREAM -> {
        String stream = fields.anotherStream();
        spoilt = changed(value, record -> record.put("stream", stream));
        under = utf8(text(key).replaceFirst("^[^/]*", stream));
      }
      case ANOTHER_KEY -> under = anotherKey(key);
      case HEADERS -> headers = List.of(new RecordHeader("h", bytes.noise()));
    }
    return new RawRecord(kind + " of record " + at, under, spoilt, headers);
  }

  private byte @Nullable [] anotherKey(byte[] key) {
    return switch (random.nextInt(7)) {
      case 0 -> null;
      case 1 -> new byte[0];
      case 2 -> bytes.noise();
      case 3 -> keys.get(random.nextInt(keys.size()));
      case 4 -> new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF};
      case 5 -> new byte[100_000];
      default -> bytes.flipped(key);
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private int anotherSchema() {
    return switch (random.nextInt(4)) {
      case 0 -> otherSchemas.get(random.nextInt(otherSchemas.size()));
      case 1 -> -1 - random.nextInt(1_000);
      case 2 -> 1_000_000 + random.nextInt(1_000_000);
      default -> 0;
    };
  }

  private byte[] changed(byte[] value, Consumer<GenericRecord> change) {
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(body(value), null));
      change.accept(record);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      return withSchema(ByteBuffer.wrap(value).getInt(1), body.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be read or written", e);
    }
  }

  private static byte[] body(byte[] value) {
    return Arrays.copyOfRange(value, HEADER_BYTES, value.length);
  }

  private static byte[] withSchema(int id, byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .put((byte) 0)
        .putInt(id)
        .put(body)
        .array();
  }

  /** The same schema with one more field, a union within a union within a union. */
  private static Schema nested(Schema schema) {
    Schema deeper =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Deeper", "namespace": "bad.weather", "fields": [
                  {"name": "deeper", "type": ["null", "Deeper"]}]}
                """);
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("deeper", deeper));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** A body of the nested schema: sometimes as deep as a stack bears, sometimes far deeper. */
  private byte[] deep(byte[] body) {
    int depth = random.nextInt(20) == 0 ? 200_000 : random.nextInt(100);
    byte[] deeper = Arrays.copyOf(body, body.length + depth + 1);
    // Branch 1, the record, that often; then branch 0, nothing.
    Arrays.fill(deeper, body.length, body.length + depth, (byte) 2);
    return deeper;
  }
}
