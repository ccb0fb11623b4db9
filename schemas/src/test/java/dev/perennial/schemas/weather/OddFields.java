package dev.perennial.schemas.weather;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Puts values into the fields of a record that its schema allows and nobody means: numbers at the
 * ends of their range, texts without end, times in 1970 and 2200, other branches, other shapes.
 * Owned by one thread.
 */
final class OddFields {

  private static final long[] WHOLES = {
    0,
    -1,
    1,
    2,
    699,
    700,
    9_999,
    10_000,
    65_535,
    1_000_000_000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    Long.MIN_VALUE,
    Instant.parse("2200-01-01T00:00:00Z").toEpochMilli(),
    Instant.parse("1969-12-31T23:59:59Z").toEpochMilli()
  };

  private static final double[] FRACTIONS = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -1,
    -0.0,
    1.0000001,
    1e38,
    1e308,
    Double.MIN_VALUE
  };

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "../../../etc/passwd",
          "a/b/c",
          "<script>alert(1)</script>",
          "line\nbreak \"quoted\" {label}",
          "größe \uD83D\uDE00 \u202E",
          "n".repeat(1_024),
          "n".repeat(1_025),
          "ß".repeat(50_000));

  /** So many names there are in a flood. */
  static final int FLOOD = 1_000_000;

  private final Random random;
  private int names;

  OddFields(Random random) {
    this.random = random;
    this.names = random.nextInt(FLOOD);
  }

  /** Changes one to three of the record's fields, at any depth. */
  void change(GenericRecord record) {
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      changeOne(record);
    }
  }

  /** Gives everything that is a name of a class or a task a name of its own. */
  void flood(GenericRecord record) {
    String name = "name-" + names++ % FLOOD;
    for (Schema.Field field : record.getSchema().getFields()) {
      boolean isName =
          List.of("label", "task", "name", "predicted", "actual").contains(field.name());
      Object value = record.get(field.pos());
      if (value instanceof GenericRecord inner) {
        flood(inner);
      } else if (isName && value instanceof CharSequence) {
        record.put(field.pos(), name);
      } else if (field.name().equals("index")) {
        record.put(field.pos(), names % FLOOD);
      }
    }
  }

  /** A stream that there was not before, one of a million. */
  String anotherStream() {
    return "stream-" + names++ % FLOOD;
  }

  private void changeOne(GenericRecord record) {
    List<Schema.Field> fields = record.getSchema().getFields();
    Schema.Field field = fields.get(random.nextInt(fields.size()));
    Object value = record.get(field.pos());
    if (value instanceof GenericRecord inner && random.nextInt(4) != 0) {
      changeOne(inner);
    } else {
      record.put(field.pos(), odd(field.schema()));
    }
  }

  private Object odd(Schema schema) {
    return switch (schema.getType()) {
      case INT -> (int) WHOLES[random.nextInt(WHOLES.length)];
      case LONG -> WHOLES[random.nextInt(WHOLES.length)];
      case FLOAT -> (float) FRACTIONS[random.nextInt(FRACTIONS.length)];
      case DOUBLE -> FRACTIONS[random.nextInt(FRACTIONS.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(2_000)]);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case UNION -> odd(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
      case ARRAY -> array(schema.getElementType());
      case MAP -> map(schema.getValueType());
      case RECORD -> record(schema);
      case NULL -> null;
      default -> throw new IllegalArgumentException("the contract has no " + schema.getType());
    };
  }

  private Collection<Object> array(Schema of) {
    List<Object> items = new ArrayList<>();
    int count = List.of(0, 1, 3, 9, 1_000).get(random.nextInt(5));
    for (int i = 0; i < count; i++) {
      items.add(odd(of));
    }
    return items;
  }

  private Map<String, Object> map(Schema of) {
    Map<String, Object> entries = new HashMap<>();
    for (int left = random.nextInt(100); left > 0; left--) {
      entries.put("key-" + left, odd(of));
    }
    return entries;
  }

  private GenericRecord record(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), odd(field.schema()));
    }
    return record;
  }
}
