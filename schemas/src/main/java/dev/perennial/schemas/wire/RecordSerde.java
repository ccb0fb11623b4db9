package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic's values as Kafka clients and Kafka Streams take them. Thread-safe: each thread gets its
 * own encoder and decoder. Null values pass as null.
 *
 * <p>For topics that applications write themselves. Where publishers write, read bytes and ask
 * {@link RecordDecoder}, whose refusal is a value; here it is a {@link SerializationException}.
 */
public final class RecordSerde<T extends SpecificRecord> implements Serde<T> {

  private final ThreadLocal<RecordEncoder<T>> encoder;
  private final ThreadLocal<RecordDecoder<T>> decoder;

  private RecordSerde(Topic topic, Class<T> type, Registry registry) {
    RecordDecoder.requireType(topic, type);
    this.encoder = ThreadLocal.withInitial(() -> RecordEncoder.of(topic, type, registry));
    this.decoder = ThreadLocal.withInitial(() -> RecordDecoder.of(topic, type, registry));
  }

  /**
   * The serde of a topic.
   *
   * @param type the class of the topic's values
   * @throws IllegalArgumentException if the topic carries another type
   */
  public static <T extends SpecificRecord> RecordSerde<T> of(
      Topic topic, Class<T> type, Registry registry) {
    return new RecordSerde<>(topic, type, registry);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : encoder.get().encode(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> decode(topic, bytes);
  }

  private @Nullable T decode(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return decoder.get().decode(bytes);
    } catch (WireFormatException e) {
      throw new SerializationException("topic " + topic + ": " + e.getMessage(), e);
    }
  }
}
