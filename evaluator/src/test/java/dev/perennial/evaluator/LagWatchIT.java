package dev.perennial.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.lag.LagWatch;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Partitions;
import dev.perennial.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real broker tells of ends, places and the marks of transactions. */
class LagWatchIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String EXPERIENCES = Topic.EXPERIENCES.topicName();

  @TempDir private static Path directory;
  private static LocalBroker broker;
  private static KafkaSettings kafka;

  @BeforeAll
  static void start() throws Exception {
    broker = LocalBroker.start(directory);
    kafka = KafkaSettings.at(broker.address());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** A transaction of so many entries, committed or undone. */
  private static void write(String stream, int entries, boolean isCommitted) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.address(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "ingest-" + stream),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      byte[] key = stream.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < entries; i++) {
        producer.send(new ProducerRecord<>(EXPERIENCES, key, key));
      }
      producer.flush();
      if (isCommitted) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  /** Says that a group has read a stream's partition up to {@code offset}, exclusive. */
  private static void commit(String group, String stream, long offset) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.address(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(EXPERIENCES, Partitions.of(stream, 2));
      consumer.assign(List.of(partition));
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
    }
  }

  private static void awaitLag(Lag lag, String stream, long entries) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(lag.of(stream)).isEqualTo(OptionalLong.of(entries)));
  }

  @Test
  void tellsWhatTheJobHasNotReadAndNothingOfWhatEndsATransaction() throws Exception {
    String one = "one";
    String other = "other";
    assertThat(Partitions.of(one, 2)).isNotEqualTo(Partitions.of(other, 2));
    try (LagWatch lag = LagWatch.start(kafka, List.of("job", "job-late", "none"))) {
      // Neither topic nor group is there.
      await().pollDelay(Duration.ofSeconds(2)).until(() -> lag.of(one).isEmpty());
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
        admin.createTopics(List.of(new NewTopic(EXPERIENCES, 2, (short) 1))).all().get();
      }
      write(one, 10, true);
      commit("job", one, 4);
      // Entries 4 to 9 and the mark behind them.
      awaitLag(lag, one, 7);
      assertThat(lag.of(other)).as("nobody has read there").isEmpty();

      // All are read; what is left is a mark.
      commit("job", one, 10);
      awaitLag(lag, one, 0);
      // Five that were undone, with theirs.
      write(one, 5, false);
      awaitLag(lag, one, 0);
      write(one, 1, true);
      // The mark before, five undone, their mark, the entry, its mark.
      awaitLag(lag, one, 9);
      commit("job", one, 18);
      awaitLag(lag, one, 0);

      // A second group that is farther behind.
      commit("job-late", one, 2);
      awaitLag(lag, one, 17);
      write(other, 3, true);
      commit("job", other, 0);
      awaitLag(lag, other, 4);
    }
  }

  @Test
  void isUnknownWhileThereIsNoBrokerAndClosesAtOnce() {
    long began = System.nanoTime();
    try (LagWatch lag = LagWatch.start(KafkaSettings.at("127.0.0.1:1"), List.of("job"))) {
      assertThat(lag.of("s")).isEmpty();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }
}
