package dev.perennial.cli.pipeline;

import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic, all partitions, committed records only. Belongs to no group and leaves nothing
 * behind at the broker. Owned by one thread.
 */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final RecordDecoder<T> decoder;
  private final KafkaSettings kafka;

  private TopicReader(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      RecordDecoder<T> decoder,
      KafkaSettings kafka) {
    this.consumer = consumer;
    this.kafka = kafka;
    this.partitions = partitions;
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
    TopicReader<T> reader = open(topic, type, kafka, registry);
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /**
   * A reader that begins with the first record committed after this call.
   *
   * @param type the class of the topic's values
   * @throws IllegalStateException if the broker has no such topic
   */
  public static <T extends SpecificRecord> TopicReader<T> fromEnd(
      Topic topic, Class<T> type, KafkaSettings kafka, Registry registry) {
    TopicReader<T> reader = open(topic, type, kafka, registry);
    reader.consumer.seekToEnd(reader.partitions);
    // Seeking is lazy: only asking for the position pins the end as it is now.
    reader.partitions.forEach(reader.consumer::position);
    return reader;
  }

  private static <T extends SpecificRecord> TopicReader<T> open(
      Topic topic, Class<T> type, KafkaSettings kafka, Registry registry) {
    Properties properties = kafka.toProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.topicName()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new IllegalStateException(
          "%s has no topic %s".formatted(kafka.bootstrapServers(), topic.topicName()));
    }
    consumer.assign(partitions);
    return new TopicReader<>(consumer, partitions, RecordDecoder.of(topic, type, registry), kafka);
  }

  /** The next records, in order within a partition; empty if none comes within {@code wait}. */
  public List<Received<T>> poll(Duration wait) {
    List<Received<T>> received = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> found : consumer.poll(wait)) {
      received.add(received(found));
    }
    return received;
  }

  /**
   * Whether everything has been read that was committed before this call; what stands behind the
   * beginning of a transaction that is still open does not count.
   */
  public boolean isAtEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
  }

  /** Reads on until everything that was committed has been read. */
  public void forEachUntilEnd(Consumer<Received<T>> consumer) {
    while (!isAtEnd()) {
      poll(WAIT).forEach(consumer);
    }
  }

  /**
   * Reads on until everything that was written before this call has been committed and read, or
   * undone: waits for the transactions of others that are still open.
   */
  public void forEachUntilSettled(Consumer<Received<T>> consumer) {
    Map<TopicPartition, Long> written = written();
    while (!partitions.stream()
        .allMatch(
            partition ->
                this.consumer.position(partition) >= written.getOrDefault(partition, 0L))) {
      poll(WAIT).forEach(consumer);
    }
  }

  private Map<TopicPartition, Long> written() {
    Properties properties = kafka.toProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> all =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return all.endOffsets(partitions);
    }
  }

  @Override
  public void close() {
    consumer.close();
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
