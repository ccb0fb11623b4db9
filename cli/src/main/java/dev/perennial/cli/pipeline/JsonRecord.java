package dev.perennial.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records out of the JSON that {@link RecordJson} makes of them. A field that is left out has the
 * default of its schema.
 */
public final class JsonRecord {

  private JsonRecord() {}

  /**
   * The record that a JSON object says.
   *
   * @param type the class of the topic's values
   * @throws IllegalArgumentException if it does not fit the record's schema: the message names the
   *     field, the rule and the value
   */
  public static <T extends SpecificRecord> T of(JsonNode json, Topic topic, Class<T> type) {
    Schema schema = topic.schema();
    return type.cast(record(json, schema, schema.getName()));
  }

  private static IndexedRecord record(JsonNode json, Schema schema, String path) {
    require(json.isObject(), path, "a JSON object", json);
    IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (schema.getField(name) == null) {
                throw new IllegalArgumentException(
                    "%s has no field %s; it has %s"
                        .formatted(
                            path,
                            name,
                            schema.getFields().stream().map(Schema.Field::name).toList()));
              }
            });
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = json.get(field.name());
      String within = path + "." + field.name();
      if (value == null && !field.hasDefaultValue()) {
        throw new IllegalArgumentException(within + " must be given");
      }
      record.put(
          field.pos(),
          value == null
              ? SpecificData.get().getDefaultValue(field)
              : value(value, field.schema(), within));
    }
    return record;
  }

  private static @Nullable Object value(JsonNode json, Schema schema, String path) {
    return switch (schema.getType()) {
      case RECORD -> record(json, schema, path);
      case UNION -> union(json, schema, path);
      case ARRAY -> array(json, schema, path);
      case MAP -> map(json, schema, path);
      case ENUM -> symbol(json, schema, path);
      case STRING -> {
        require(json.isTextual(), path, "text", json);
        yield json.asText();
      }
      case BYTES -> bytes(json, path);
      case INT -> {
        require(json.canConvertToInt() && json.isIntegralNumber(), path, "a whole number", json);
        yield json.asInt();
      }
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? instant(json, path)
              : whole(json, path);
      case FLOAT -> {
        require(json.isNumber(), path, "a number", json);
        yield (float) json.asDouble();
      }
      case DOUBLE -> {
        require(json.isNumber(), path, "a number", json);
        yield json.asDouble();
      }
      case BOOLEAN -> {
        require(json.isBoolean(), path, "true or false", json);
        yield json.asBoolean();
      }
      default -> throw new IllegalArgumentException(path + " has a type that JSON does not tell");
    };
  }

  /** Of our unions every one is null or something. */
  private static @Nullable Object union(JsonNode json, Schema schema, String path) {
    if (json.isNull()) {
      require(schema.isNullable(), path, "given", json);
      return null;
    }
    Schema something =
        schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
    return value(json, something, path);
  }

  private static List<@Nullable Object> array(JsonNode json, Schema schema, String path) {
    require(json.isArray(), path, "an array", json);
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonNode element : json) {
      elements.add(
          value(element, schema.getElementType(), "%s[%d]".formatted(path, elements.size())));
    }
    return elements;
  }

  private static Map<String, @Nullable Object> map(JsonNode json, Schema schema, String path) {
    require(json.isObject(), path, "a JSON object", json);
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry ->
                entries.put(
                    entry.getKey(),
                    value(entry.getValue(), schema.getValueType(), path + "." + entry.getKey())));
    return entries;
  }

  private static Object symbol(JsonNode json, Schema schema, String path) {
    require(
        json.isTextual() && schema.hasEnumSymbol(json.asText()),
        path,
        "one of " + schema.getEnumSymbols(),
        json);
    return SpecificData.get().createEnum(json.asText(), schema);
  }

  private static ByteBuffer bytes(JsonNode json, String path) {
    try {
      byte[] decoded = json.binaryValue();
      if (decoded != null) {
        return ByteBuffer.wrap(decoded);
      }
    } catch (IOException e) {
      // Told below, like what is no text.
    }
    throw unfit(path, "bytes in Base64", json);
  }

  private static Instant instant(JsonNode json, String path) {
    try {
      // Records hold milliseconds of 64 bits.
      return Instant.ofEpochMilli(Instant.parse(json.asText()).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw unfit(path, "a time such as 2026-01-01T00:00:00Z", json);
    }
  }

  private static long whole(JsonNode json, String path) {
    require(json.canConvertToLong() && json.isIntegralNumber(), path, "a whole number", json);
    return json.asLong();
  }

  private static void require(boolean holds, String path, String rule, JsonNode value) {
    if (!holds) {
      throw unfit(path, rule, value);
    }
  }

  private static IllegalArgumentException unfit(String path, String rule, JsonNode value) {
    return new IllegalArgumentException("%s must be %s: %s".formatted(path, rule, value));
  }
}
