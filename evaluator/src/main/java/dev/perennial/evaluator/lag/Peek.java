package dev.perennial.evaluator.lag;

import dev.perennial.schemas.settings.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks whether any committed entry lies between two places of a partition: they may hold nothing
 * but the marks that end transactions, and what was undone. What was found empty is remembered, so
 * that an idle stream is read once. Owned by one thread.
 */
final class Peek implements AutoCloseable {

  private static final int LEAST_BYTES = 1_024;

  /** From where to where nothing lies. */
  private record Empty(long from, long to) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration patience;
  private final Map<TopicPartition, Empty> found = new HashMap<>();

  /**
   * A reader that has connected to nothing yet.
   *
   * @param patience how long a look may take; what has not been seen by then counts as there
   */
  Peek(KafkaSettings kafka, Duration patience) {
    this.patience = patience;
    Properties properties = kafka.toProperties();
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(patience.toMillis()));
    // One entry is enough to know.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(LEAST_BYTES));
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.consumer.assign(List.of());
  }

  /** Whether an entry lies in [{@code from}, {@code to}). */
  boolean hasEntry(TopicPartition partition, long from, long to) {
    Empty asked = new Empty(from, to);
    if (asked.equals(found.get(partition))) {
      return false;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long deadline = System.nanoTime() + patience.toNanos();
    while (consumer.position(partition) < to && System.nanoTime() < deadline) {
      if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
        return true;
      }
    }
    boolean isEmpty = consumer.position(partition) >= to;
    if (isEmpty) {
      found.put(partition, asked);
    }
    return !isEmpty;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
