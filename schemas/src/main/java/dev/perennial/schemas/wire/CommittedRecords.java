package dev.perennial.schemas.wire;

import dev.perennial.schemas.settings.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one topic, all partitions, committed records only, as bytes. Belongs to no group and leaves
 * nothing behind at the broker. Owned by one thread.
 */
public final class CommittedRecords implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final KafkaSettings kafka;

  private CommittedRecords(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      KafkaSettings kafka) {
    this.consumer = consumer;
    this.partitions = partitions;
    this.kafka = kafka;
  }

  /**
   * A reader that begins with the oldest record.
   *
   * @throws IllegalStateException if the broker has no such topic
   */
  public static CommittedRecords fromBeginning(String topic, KafkaSettings kafka) {
    CommittedRecords reader = open(topic, kafka);
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /**
   * A reader that begins with the first record committed after this call.
   *
   * @throws IllegalStateException if the broker has no such topic
   */
  public static CommittedRecords fromEnd(String topic, KafkaSettings kafka) {
    CommittedRecords reader = open(topic, kafka);
    reader.consumer.seekToEnd(reader.partitions);
    // Seeking is lazy: only asking for the position pins the end as it is now.
    reader.partitions.forEach(reader.consumer::position);
    return reader;
  }

  private static CommittedRecords open(String topic, KafkaSettings kafka) {
    Properties properties = kafka.toProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Records whose time has passed may be dropped while they are about to be read.
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new IllegalStateException(
            "%s has no topic %s".formatted(kafka.bootstrapServers(), topic));
      }
      consumer.assign(partitions);
      return new CommittedRecords(consumer, partitions, kafka);
    } catch (RuntimeException failed) {
      consumer.close();
      throw failed;
    }
  }

  /** The next records, in order within a partition; empty if none comes within {@code wait}. */
  public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    return consumer.poll(wait);
  }

  /**
   * Whether everything has been read that was committed before this call; what stands behind the
   * beginning of a transaction that is still open does not count.
   */
  public boolean isAtEnd() {
    return isAt(consumer.endOffsets(partitions));
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
  }

  /** Reads on until everything that was committed has been read. */
  public void forEachUntilEnd(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    while (!isAtEnd()) {
      poll(WAIT).forEach(reader);
    }
  }

  /**
   * Reads on until everything that was written before this call has been committed and read, or
   * undone: waits for the transactions of others that are still open.
   */
  public void forEachUntilSettled(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> written = written();
    while (!isAt(written)) {
      poll(WAIT).forEach(reader);
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
}
