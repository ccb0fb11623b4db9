package dev.perennial.schemas.wire;

import dev.perennial.schemas.settings.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics, all partitions, committed records only, as bytes. Belongs to no group and leaves
 * nothing behind at the broker. Owned by one thread.
 */
public final class CommittedRecords implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final KafkaSettings kafka;
  private Map<TopicPartition, Long> ends = Map.of();

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

  /**
   * A reader of several topics that begins some way back: with the first record written at or after
   * an instant, but at most so many places before the end of each partition.
   *
   * @param oldest the instant by topic; {@link Instant#EPOCH} for all there is
   * @param most places of a partition, at least 0
   * @throws IllegalStateException if the broker lacks one of the topics
   */
  public static CommittedRecords since(
      Map<String, Instant> oldest, long most, KafkaSettings kafka) {
    CommittedRecords reader = open(oldest.keySet(), kafka);
    try {
      Map<TopicPartition, Long> times = new HashMap<>();
      reader.partitions.forEach(
          of -> times.put(of, oldest.getOrDefault(of.topic(), Instant.EPOCH).toEpochMilli()));
      Map<TopicPartition, Long> ends = reader.consumer.endOffsets(reader.partitions);
      reader.ends = Map.copyOf(ends);
      reader
          .consumer
          .offsetsForTimes(times)
          .forEach(
              (partition, found) -> {
                long end = ends.getOrDefault(partition, 0L);
                // Nothing found: nothing was written since.
                long start = found == null ? end : found.offset();
                reader.consumer.seek(partition, Math.max(start, end - most));
              });
      return reader;
    } catch (RuntimeException failed) {
      reader.close();
      throw failed;
    }
  }

  private static CommittedRecords open(String topic, KafkaSettings kafka) {
    return open(Set.of(topic), kafka);
  }

  private static CommittedRecords open(Set<String> topics, KafkaSettings kafka) {
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
          topics.stream().flatMap(topic -> partitionsOf(topic, consumer, kafka)).toList();
      consumer.assign(partitions);
      return new CommittedRecords(consumer, partitions, kafka);
    } catch (RuntimeException failed) {
      consumer.close();
      throw failed;
    }
  }

  private static Stream<TopicPartition> partitionsOf(
      String topic, KafkaConsumer<byte[], byte[]> consumer, KafkaSettings kafka) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "%s has no topic %s".formatted(kafka.bootstrapServers(), topic));
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()));
  }

  /** The next records, in order within a partition; empty if none comes within {@code wait}. */
  public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    return consumer.poll(wait);
  }

  /**
   * Whether everything has been read that was committed before this call; what stands behind the
   * beginning of a transaction that is still open does not count.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
   */
  public boolean isAtEnd() {
    return isAt(consumer.endOffsets(partitions));
  }

  /** Whether a reader made by {@link #since} has read all that was committed before that. */
  public boolean hasReadWhatWasThere() {
    return isAt(ends);
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
    // An interrupt has done its work by bringing us here; a consumer that is closed under one
    // calls that an error.
    boolean interrupted = Thread.interrupted();
    consumer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
