package dev.perennial.cli.pipeline;

import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.CommittedRecords;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CommittedRecords} does, decoded. Owned by one thread. */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {

  private final CommittedRecords records;
  private final RecordDecoder<T> decoder;

  private TopicReader(CommittedRecords records, RecordDecoder<T> decoder) {
    this.records = records;
    this.decoder = decoder;
  }

  /**
   * A reader that begins with the oldest record.
   *
   * @param type the class of the topic's values
   * @throws IllegalStateException if the broker has no such topic
   */
  public static <T extends SpecificRecord> TopicReader<T> fromBeginning(
      Topic topic, Class<T> type, KafkaSettings kafka, Registry registry) {
    return new TopicReader<>(
        CommittedRecords.fromBeginning(topic.topicName(), kafka),
        RecordDecoder.of(topic, type, registry));
  }

  /**
   * A reader that begins with the first record committed after this call.
   *
   * @param type the class of the topic's values
   * @throws IllegalStateException if the broker has no such topic
   */
  public static <T extends SpecificRecord> TopicReader<T> fromEnd(
      Topic topic, Class<T> type, KafkaSettings kafka, Registry registry) {
    return new TopicReader<>(
        CommittedRecords.fromEnd(topic.topicName(), kafka),
        RecordDecoder.of(topic, type, registry));
  }

  /** The next records, in order within a partition; empty if none comes within {@code wait}. */
  public List<Received<T>> poll(Duration wait) {
    List<Received<T>> received = new ArrayList<>();
    records.poll(wait).forEach(found -> received.add(received(found)));
    return received;
  }

  /** As {@link CommittedRecords#isAtEnd}. */
  public boolean isAtEnd() {
    return records.isAtEnd();
  }

  /** As {@link CommittedRecords#forEachUntilEnd}. */
  public void forEachUntilEnd(Consumer<Received<T>> reader) {
    records.forEachUntilEnd(found -> reader.accept(received(found)));
  }

  /** As {@link CommittedRecords#forEachUntilSettled}. */
  public void forEachUntilSettled(Consumer<Received<T>> reader) {
    records.forEachUntilSettled(found -> reader.accept(received(found)));
  }

  @Override
  public void close() {
    records.close();
  }

  private Received<T> received(ConsumerRecord<byte[], byte[]> found) {
    Optional<T> value = Optional.empty();
    Optional<String> fault = Optional.empty();
    try {
      value = Optional.of(decoder.decode(found.value()));
    } catch (WireFormatException e) {
      fault = Optional.of(e.reason() + ": " + e.getMessage());
    }
    return new Received<>(found.partition(), found.offset(), text(found.key()), value, fault);
  }

  private static Optional<String> text(byte @Nullable [] key) {
    return Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
