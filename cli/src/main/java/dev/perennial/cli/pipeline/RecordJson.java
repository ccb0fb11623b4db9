package dev.perennial.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as plain JSON: bytes in Base64, instants as ISO 8601, enums by name, unions without
 * Avro's wrapping.
 */
public final class RecordJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordJson() {}

  /** One received record: partition, offset, key, and value or fault. */
  public static ObjectNode of(Received<? extends IndexedRecord> received) {
    ObjectNode node = JSON.objectNode();
    node.put("partition", received.partition());
    node.put("offset", received.offset());
    received.key().ifPresentOrElse(key -> node.put("key", key), () -> node.putNull("key"));
    received.value().ifPresent(value -> node.set("value", of(value)));
    received.fault().ifPresent(fault -> node.put("fault", fault));
    return node;
  }

  /** A record with every field under its name. */
  public static ObjectNode of(IndexedRecord value) {
    ObjectNode node = JSON.objectNode();
    for (Schema.Field field : value.getSchema().getFields()) {
      node.set(field.name(), node(value.get(field.pos())));
    }
    return node;
  }

  private static JsonNode node(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof IndexedRecord fields) {
      return of(fields);
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return JSON.binaryNode(copy);
    } else if (value instanceof Collection<?> elements) {
      ArrayNode array = JSON.arrayNode();
      elements.forEach(element -> array.add(node(element)));
      return array;
    } else if (value instanceof Map<?, ?> entries) {
      ObjectNode object = JSON.objectNode();
      entries.forEach((key, entry) -> object.set(key.toString(), node(entry)));
      return object;
    } else if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    } else if (value instanceof Integer number) {
      return JSON.numberNode(number);
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof Float number) {
      return JSON.numberNode(number);
    } else if (value instanceof Double number) {
      return JSON.numberNode(number);
    }
    return JSON.textNode(value.toString());
  }
}
