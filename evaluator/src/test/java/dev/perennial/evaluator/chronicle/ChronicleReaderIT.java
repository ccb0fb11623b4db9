package dev.perennial.evaluator.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.evaluator.LocalBroker;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chronicle beside a real broker, which keeps the past, and can be gone. */
class ChronicleReaderIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration DAY = Duration.ofDays(1);
  private static final LearnerKey ER = new LearnerKey("digits", "er");

  private final Chronicle chronicle = new Chronicle();
  private LocalBroker broker;
  private Registry registry;
  private KafkaSettings kafka;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    broker = LocalBroker.start(directory);
    kafka = KafkaSettings.at(broker.address());
    registry = Registry.at(RegistrySettings.at("mock://chronicle"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      new Topics(admin, registry).create(new TopicSettings(3, (short) 1, 1));
    }
  }

  @AfterEach
  void stop() {
    registry.close();
    broker.close();
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> byte[] encoded(Topic topic, T record) {
    return RecordEncoder.of(topic, (Class<T>) record.getClass(), registry).encode(record);
  }

  private void write(Topic topic, SpecificRecord... records) {
    for (SpecificRecord record : records) {
      write(topic, encoded(topic, record));
    }
  }

  private void write(Topic topic, byte[] value) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>(topic.topicName(), value));
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", broker.address());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void writeEverything() {
    write(
        Topic.METRICS,
        ChronicleRecords.metric(ER, "average-accuracy", 99, .5),
        ChronicleRecords.ofTask(ER, 0, 99, .5));
    write(Topic.SCORES, ChronicleRecords.score(ER, 99, ScoreReason.BOUNDARY, 0));
    write(Topic.STEPS, ChronicleRecords.step(ER, 99, .75));
    write(Topic.MODELS, ChronicleRecords.snapshot(ER, 99, "please"));
    write(Topic.ALERTS, ChronicleRecords.alert(ER, "forgets", 99, AlertState.FIRING));
    write(Topic.RANKINGS, ChronicleRecords.ranking("digits", "er", "naive"));
  }

  private ChronicleReader read(Chronicle into, Duration history) {
    ChronicleReader reader = ChronicleReader.start(into, history, kafka, registry);
    await().atMost(SOON).until(() -> reader.state() == State.READING);
    return reader;
  }

  private static int points(Chronicle of, String name) {
    return of.since(ER, Seen.NOTHING).curves().stream()
        .filter(curve -> curve.subject().name().equals(name))
        .mapToInt(curve -> curve.points().size())
        .sum();
  }

  @Test
  void knowsThePastWhenItHasCaughtUpAndThenWhatComes() {
    writeEverything();
    try (ChronicleReader reader = read(chronicle, DAY)) {
      assertThat(points(chronicle, "average-accuracy")).isEqualTo(1);
      assertThat(points(chronicle, "loss")).isEqualTo(1);
      assertThat(chronicle.since(ER, Seen.NOTHING).marks())
          .extracting(Mark::kind)
          .containsExactly(Mark.Kind.TASK, Mark.Kind.COMMAND, Mark.Kind.SNAPSHOT, Mark.Kind.ALERT);
      assertThat(chronicle.ranking("digits")).isPresent();
      write(Topic.METRICS, ChronicleRecords.metric(ER, "average-accuracy", 199, .25));

      await().atMost(SOON).until(() -> points(chronicle, "average-accuracy") == 2);
      assertThat(reader.skipped()).isZero();
    }
  }

  @Test
  void showsThePastAgainAfterARestart() {
    writeEverything();
    // Longer than there has been a clock.
    read(chronicle, Duration.ofDays(100_000)).close();
    Chronicle second = new Chronicle();
    read(second, DAY).close();

    assertThat(second.since(ER, Seen.NOTHING).marks())
        .isEqualTo(chronicle.since(ER, Seen.NOTHING).marks());
    assertThat(points(second, "task-accuracy")).isEqualTo(1);
    assertThat(points(second, "loss")).isEqualTo(1);
  }

  /** An alert that began long ago may fire still, and a ranking stands until the next. */
  @Test
  void looksNoFurtherBackThanItIsToldButForWhatStillStands() {
    writeEverything();
    try (ChronicleReader reader = read(chronicle, Duration.ZERO)) {
      assertThat(points(chronicle, "average-accuracy")).isZero();
      assertThat(chronicle.standing(ER, Instant.now()).alerts()).hasSize(1);
      assertThat(chronicle.ranking("digits")).isPresent();
      write(Topic.METRICS, ChronicleRecords.metric(ER, "average-accuracy", 199, .25));

      await().atMost(SOON).until(() -> points(chronicle, "average-accuracy") == 1);
    }
  }

  @Test
  void skipsAndCountsWhatItCannotRead() {
    write(Topic.METRICS, new byte[] {1, 2, 3});
    write(
        Topic.METRICS,
        ChronicleRecords.metric(ER, "kappa", 1, Double.NaN),
        ChronicleRecords.metric(ER, "kappa", 2, .5));
    try (ChronicleReader reader = read(chronicle, DAY)) {
      assertThat(points(chronicle, "kappa")).isEqualTo(1);
      assertThat(reader.skipped()).isEqualTo(2);
    }
  }

  @Test
  void readsOnlyWhatIsCommitted() {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "t"))) {
      producer.initTransactions();
      for (boolean isKept : List.of(false, true)) {
        producer.beginTransaction();
        producer.send(
            new ProducerRecord<>(
                Topic.METRICS.topicName(),
                encoded(Topic.METRICS, ChronicleRecords.metric(ER, "kappa", isKept ? 2 : 1, .5))));
        if (isKept) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    read(chronicle, DAY).close();

    assertThat(points(chronicle, "kappa")).isEqualTo(1);
    assertThat(chronicle.since(ER, Seen.NOTHING).curves().get(0).points().x(0)).isEqualTo(2);
  }

  @Test
  void keepsTryingWhileThereIsNoBrokerAndTellsSo() throws Exception {
    String address = broker.address();
    broker.close();
    try (ChronicleReader reader =
        ChronicleReader.start(chronicle, DAY, KafkaSettings.at(address), registry)) {
      await().atMost(SOON).until(() -> reader.state() == State.WAITING);
      reader.close();
      await().atMost(SOON).until(() -> reader.state() == State.STOPPED);
    }
  }

  @Test
  void tellsThatTheBrokerIsGoneAndKeepsWhatItKnows() {
    writeEverything();
    try (ChronicleReader reader = read(chronicle, DAY)) {
      broker.close();

      await().atMost(SOON).until(() -> reader.state() == State.WAITING);
      assertThat(points(chronicle, "loss")).isEqualTo(1);
    }
  }
}
