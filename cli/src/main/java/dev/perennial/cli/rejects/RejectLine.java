package dev.perennial.cli.rejects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.cli.pipeline.JsonRecord;
import dev.perennial.cli.pipeline.RecordJson;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A reject as a line of JSON, and back: where it came from, why it was refused, and the record as
 * {@code value} where its bytes can be read, otherwise {@code bytes} in Base64.
 */
final class RejectLine {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The topics that people write; what applications write to each other is not theirs to fix. */
  private static final Set<Topic> PUBLISHED =
      EnumSet.of(Topic.SAMPLES, Topic.LABELS, Topic.CONTROL);

  private final Registry registry;

  RejectLine(Registry registry) {
    this.registry = registry;
  }

  /** A record to be published. */
  record Fixed(Topic topic, ByteBuffer key, ByteBuffer value) {}

  /** The line of a reject. */
  ObjectNode of(Reject reject) {
    ObjectNode line = JSON.objectNode();
    line.put("topic", reject.getTopic());
    line.put("partition", reject.getPartition());
    line.put("offset", reject.getOffset());
    line.put("recordTime", reject.getRecordTime().toString());
    line.put("reason", reject.getReason());
    line.put("detail", reject.getDetail());
    ByteBuffer key = reject.getKey();
    line.set("key", key == null ? JSON.nullNode() : JSON.textNode(text(key)));
    ByteBuffer value = reject.getValue();
    Optional<? extends IndexedRecord> read =
        value == null
            ? Optional.empty()
            : Topic.named(reject.getTopic()).flatMap(topic -> read(topic, topic.type(), value));
    if (read.isPresent()) {
      line.set("value", RecordJson.of(read.get()));
    } else {
      line.set("bytes", value == null ? JSON.nullNode() : JSON.binaryNode(array(value)));
    }
    return line;
  }

  /**
   * The key of a reject's record as text: its stream, or stream/learner where a learner wrote it;
   * empty without a key.
   */
  Optional<String> keyOf(Reject reject) {
    ByteBuffer key = reject.getKey();
    return key == null ? Optional.empty() : Optional.of(text(key));
  }

  private <T extends SpecificRecord> Optional<T> read(
      Topic topic, Class<T> type, ByteBuffer value) {
    try {
      return Optional.of(RecordDecoder.of(topic, type, registry).decode(array(value)));
    } catch (WireFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The record that a line says: its {@code value} under the key of its stream, or else its {@code
   * bytes} under its {@code key}.
   *
   * @throws IllegalArgumentException if it says none that can be published, with the rule and the
   *     value
   */
  Fixed parse(JsonNode line) {
    String name = line.path("topic").asText();
    Topic topic =
        Topic.named(name)
            .filter(PUBLISHED::contains)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "topic must be samples, labels or control: \"%s\"".formatted(name)));
    JsonNode value = line.get("value");
    if (value != null) {
      return fixed(topic, topic.type(), value);
    }
    return new Fixed(topic, key(line.path("key")), bytes(line.path("bytes")));
  }

  private <T extends SpecificRecord> Fixed fixed(Topic topic, Class<T> type, JsonNode value) {
    T record = JsonRecord.of(value, topic, type);
    return new Fixed(
        topic,
        ByteBuffer.wrap(value.path("stream").asText().getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(RecordEncoder.of(topic, type, registry).encode(record)));
  }

  private static ByteBuffer key(JsonNode key) {
    if (!key.isTextual()) {
      throw new IllegalArgumentException("key must be text where there is no value: " + key);
    }
    return ByteBuffer.wrap(key.asText().getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(JsonNode bytes) {
    byte @Nullable [] decoded = null;
    try {
      decoded = bytes.binaryValue();
    } catch (IOException e) {
      // Told below, like what is no text.
    }
    if (decoded == null) {
      throw new IllegalArgumentException("a line must have a value, or bytes in Base64: " + bytes);
    }
    return ByteBuffer.wrap(decoded);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }
}
