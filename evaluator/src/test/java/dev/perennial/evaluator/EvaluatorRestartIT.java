package dev.perennial.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.topology.EvaluatorTopology;
import dev.perennial.evaluator.topology.Records;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only a real broker can show: that the fold continues where it stopped, after a clean stop
 * and after a thread died in the middle of a transaction. State is in memory only, so all of it
 * comes back from the changelog.
 */
class EvaluatorRestartIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static LocalBroker broker;
  private static Registry registry;

  @BeforeAll
  static void start() throws Exception {
    broker = LocalBroker.start(directory);
    registry = Registry.at(RegistrySettings.at("mock://evaluator-restart"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      new Topics(admin, registry).create(new TopicSettings(2, (short) 1, 1));
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  private static SettingsFile settings(String applicationId) {
    return SettingsFile.parse(
        """
        kafka: {bootstrap.servers: "%s"}
        registry: {url: "mock://evaluator-restart", properties: {}}
        evaluator:
          applicationId: %s
          web: {port: 0}
          commitInterval: PT0.1S
          # A dead thread does not leave its group: the shortest wait that a broker allows.
          streams: {session.timeout.ms: 6000}
          alerts: {forgets: {metric: forgetting, above: 0.3}}
        """
            .formatted(broker.address(), applicationId),
        name -> null);
  }

  private static String learner(String name) {
    return "s/" + name;
  }

  private static Prediction prediction(String learner, int sequence) {
    return Prediction.newBuilder(
            Records.prediction(sequence, sequence % 4 == 0 ? 1 : 0, sequence % 2))
        .setLearner(learner)
        .build();
  }

  private static void publish(Topic topic, String learner, List<byte[]> values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] key = learner(learner).getBytes(StandardCharsets.UTF_8);
      values.forEach(value -> producer.send(new ProducerRecord<>(topic.topicName(), key, value)));
    }
  }

  private static void predict(String learner, int first, int count) {
    RecordEncoder<Prediction> encoder =
        RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    publish(
        Topic.PREDICTIONS,
        learner,
        IntStream.range(first, first + count)
            .mapToObj(sequence -> encoder.encode(prediction(learner, sequence)))
            .toList());
  }

  private static void score(String learner, List<Score> scores) {
    RecordEncoder<Score> encoder = RecordEncoder.of(Topic.SCORES, Score.class, registry);
    publish(
        Topic.SCORES,
        learner,
        scores.stream()
            .map(score -> encoder.encode(Score.newBuilder(score).setLearner(learner).build()))
            .toList());
  }

  /** Every committed value of a topic now, in order within its partition. */
  private static List<byte[]> committed(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.address(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<byte[]> values = new ArrayList<>();
      while (partitions.stream().anyMatch(of -> consumer.position(of) < ends.get(of))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private static <T extends SpecificRecord> Stream<T> committed(Topic topic, Class<T> type) {
    return committed(topic.topicName()).stream()
        .map(
            value ->
                RecordSerde.of(topic, type, registry)
                    .deserializer()
                    .deserialize(topic.topicName(), value));
  }

  private static List<Metric> metrics(String learner, String name) {
    return committed(Topic.METRICS, Metric.class)
        .filter(metric -> metric.getLearner().equals(learner) && metric.getName().equals(name))
        .toList();
  }

  private static void awaitPredictions(String learner, long n) {
    await()
        .atMost(SOON)
        .until(
            () ->
                metrics(learner, "prequential-accuracy").stream()
                    .anyMatch(metric -> metric.getN() == n));
  }

  private static JsonNode get(URI address, String learner) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address.resolve("api/streams/s/learners/" + learner))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void continuesWhereItStopped() throws Exception {
    List<Score> scores = Records.evaluations().stream().flatMap(List::stream).toList();
    try (Evaluator first = Evaluator.start(settings("stopped"))) {
      first.awaitRunning(SOON);
      predict("a", 0, 1150);
      // The fifth score opens an evaluation that waits for its second when the evaluator stops.
      score("a", scores.subList(0, 5));
      awaitPredictions("a", 1150);
      await().atMost(SOON).until(() -> metrics("a", "average-accuracy").size() == 2);
    }
    try (Evaluator second = Evaluator.start(settings("stopped"))) {
      second.awaitRunning(SOON);
      JsonNode restored = get(second.address(), "a");
      assertThat(restored.path("predictions").asLong()).isEqualTo(1150);
      assertThat(restored.path("accuracyMatrix").toString()).isEqualTo("[[0.6,0.2]]");

      predict("a", 1150, 100);
      score("a", scores.subList(5, 8));
      awaitPredictions("a", 1250);
      await().atMost(SOON).until(() -> metrics("a", "average-accuracy").size() == 4);
    }

    // 100, 200, …, 1100; 1150 in silence; 1200; 1250 in silence: nothing lost or counted twice.
    assertThat(metrics("a", "prequential-accuracy"))
        .extracting(Metric::getN)
        .containsExactly(
            100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L, 1000L, 1100L, 1150L, 1200L,
            1250L);
    // Wrong where i is a multiple of 4 (predicted 1, true 0) or odd (predicted 0, true 1); right
    // where i is 2 modulo 4: 312 of 0..1249.
    assertThat(metrics("a", "prequential-accuracy").get(13).getValue()).isEqualTo(312 / 1250.0);
    assertThat(metrics("a", "average-accuracy").get(3).getValue()).isEqualTo((.5 + .8) / 2);
    // 1250 predictions, but one entry a commit.
    assertThat(committed("stopped-answers-changelog").size()).isBetween(2, 200);
  }

  @Test
  void ranksAndWarnsOnWhereItStopped() throws Exception {
    try (Evaluator first = Evaluator.start(settings("ranking"))) {
      first.awaitRunning(SOON);
      for (String learner : List.of("c", "d")) {
        Records.evaluations().forEach(scores -> score(learner, scores));
      }
      await().atMost(SOON).until(() -> alerts("d").size() == 1);
      await().atMost(SOON).until(() -> rankings("d").stream().anyMatch(Optional::isPresent));
    }
    try (Evaluator second = Evaluator.start(settings("ranking"))) {
      second.awaitRunning(SOON);
      score("d", Records.evaluation(4, 1, .9, .8));
      await().atMost(SOON).until(() -> alerts("d").size() == 2);
    }

    assertThat(alerts("c")).containsExactly(AlertState.FIRING);
    assertThat(alerts("d")).containsExactly(AlertState.FIRING, AlertState.RESOLVED);
    // Both did the same, until d forgot nothing: the mean of five, of which three have an accuracy
    // and one more, and of the forgetting of the newest two.
    double before = (.6 + .9 + .65) / 3 - .5 * .4;
    double after = (.6 + .9 + .65 + .85) / 4 - .5 * (.4 + 0) / 2;
    List<Optional<Double>> objectives = rankings("d");
    assertThat(objectives.get(objectives.size() - 2).orElseThrow()).isCloseTo(before, within(1e-9));
    assertThat(objectives.get(objectives.size() - 1).orElseThrow()).isCloseTo(after, within(1e-9));
  }

  private static List<AlertState> alerts(String learner) {
    return committed(Topic.ALERTS, Alert.class)
        .filter(alert -> alert.getLearner().equals(learner))
        .map(Alert::getState)
        .toList();
  }

  /** The objective of a learner in every ranking. */
  private static List<Optional<Double>> rankings(String learner) {
    return committed(Topic.RANKINGS, Ranking.class)
        .flatMap(ranking -> ranking.getLearners().stream())
        .filter(ranked -> ranked.getLearner().equals(learner))
        .map(ranked -> Optional.ofNullable(ranked.getObjective()))
        .toList();
  }

  @Test
  void countsEveryPredictionOnceWhenAThreadDiesInTheMiddleOfATransaction() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    try (KafkaStreams streams =
        new KafkaStreams(
            EvaluatorTopology.of(EvaluatorSettings.DEFAULTS.fold(), registry, new Board()),
            Evaluator.properties(
                KafkaSettings.at(broker.address()),
                settings("killed")
                    .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS)),
            new FailingProducers("b", 3, failures))) {
      streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
              running.countDown();
            }
          });
      streams.start();
      assertThat(running.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      // In parts, so that a commit lies before the failure and state must come from the changelog.
      predict("b", 0, 130);
      awaitPredictions("b", 130);
      predict("b", 130, 870);
      awaitPredictions("b", 1000);
    }

    assertThat(failures).hasValue(1);
    assertThat(metrics("b", "prequential-accuracy"))
        .extracting(Metric::getN)
        .containsExactlyElementsOf(
            LongStream.of(100, 130, 200, 300, 400, 500, 600, 700, 800, 900, 1000).boxed().toList());
  }

  /**
   * Real producers, of which one send fails: the first metric of learner {@code name} after it has
   * sent {@code after} × 7 of them.
   */
  private static final class FailingProducers extends DefaultKafkaClientSupplier {

    private final String learner;
    private final int after;
    private final AtomicInteger failures;
    private final AtomicInteger sent = new AtomicInteger();

    FailingProducers(String learner, int after, AtomicInteger failures) {
      this.learner = learner;
      this.after = after * 7;
      this.failures = failures;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          if (record.topic().equals(Topic.METRICS.topicName())
              && new String(record.key(), StandardCharsets.UTF_8).equals(learner(learner))
              && sent.incrementAndGet() > after
              && failures.compareAndSet(0, 1)) {
            throw new IllegalStateException("this send fails for the test");
          }
          return super.send(record, callback);
        }
      };
    }
  }
}
