package dev.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The application against a real broker: transactions, limits, and state restored from topics. */
class IngestIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private TestBroker broker;
  private SettingsFile settings;
  private Registry registry;
  private RecordEncoder<Sample> samples;
  private RecordEncoder<Command> commands;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.start(directory.resolve("broker"));
    settings =
        SettingsFile.parse(
            """
            kafka: {bootstrap.servers: '%s'}
            registry: {url: 'mock://ingest-it'}
            ingest: {holdoutShare: 0, streams: {state.dir: '%s'}}
            """
                .formatted(broker.address(), directory.resolve("state")),
            name -> null);
    registry = Registry.at(settings.registry());
    try (Admin admin = Admin.create(settings.kafka().toProperties())) {
      new Topics(admin, registry).create(new TopicSettings(1, (short) 1, 1));
    }
    samples = RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
    commands = RecordEncoder.of(Topic.CONTROL, Command.class, registry);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.address(),
                "transactional.id",
                "publisher",
                "max.request.size",
                Topic.MAX_INPUT_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  @AfterEach
  void stop() {
    producer.close();
    registry.close();
    broker.close();
  }

  @Test
  void goesOnWhereItStoodWhenItIsStartedAgain() throws Exception {
    // Samples 0 to 9, then a transaction marker at offset 10.
    publishSamples(0, 10);
    // Held across the restart: offset 20 is the last sample of the second transaction (11 to 20).
    publish(Topic.CONTROL, commands.encode(boundary("end", 20L)));
    try (Ingest ingest = Ingest.start(settings)) {
      ingest.awaitRunning(PATIENCE);
      awaitCount(Topic.EXPERIENCES, 10);
    }
    // Its place has been read before the restart.
    publish(Topic.CONTROL, commands.encode(boundary("middle", 9L)));
    try (Ingest ingest = Ingest.start(settings)) {
      ingest.awaitRunning(PATIENCE);
      awaitCount(Topic.EXPERIENCES, 11);
      publishSamples(10, 20);
      awaitCount(Topic.EXPERIENCES, 22);
    }

    List<Experience> log =
        decoded(Topic.EXPERIENCES, RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry));
    assertThat(log)
        .extracting(Experience::getSequence)
        .containsExactlyElementsOf(LongStream.range(0, 22).boxed().toList());
    List<String> expected = new ArrayList<>(ids(0, 10));
    expected.add("middle");
    expected.addAll(ids(10, 20));
    expected.add("end");
    assertThat(log).extracting(IngestIT::id).containsExactlyElementsOf(expected);
    // Labels are l0, l1, l2, … of the number modulo 7, so they keep their index after the restart.
    assertThat(log)
        .filteredOn(experience -> experience.getBody() instanceof Example)
        .allSatisfy(
            experience -> {
              Example example = (Example) experience.getBody();
              assertThat(example.getLabel().getIndex())
                  .isEqualTo(Integer.parseInt(example.getId()) % 7);
            });
  }

  /** RocksDB is on this module's class path, and Flink's is not. */
  @ParameterizedTest
  @EnumSource(LabelSettings.Store.class)
  void joinsLateLabelsAndKnowsDuplicatesAcrossARestart(LabelSettings.Store store) throws Exception {
    SettingsFile patient =
        SettingsFile.parse(
            """
            kafka: {bootstrap.servers: '%s'}
            registry: {url: 'mock://ingest-it'}
            ingest: {holdoutShare: 0, labels: {store: %s}, streams: {state.dir: '%s'}}
            """
                .formatted(broker.address(), store.text(), directory.resolve("state-" + store)),
            name -> null);
    RecordEncoder<LabelEvent> labels = RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
    publish(Topic.LABELS, labels.encode(new LabelEvent("s", "1", "early", Instant.EPOCH, null)));
    try (Ingest ingest = Ingest.start(patient)) {
      ingest.awaitRunning(PATIENCE);
      publish(Topic.SAMPLES, samples.encode(unlabelled(0)));
      awaitCount(Topic.EXPERIENCES, 1);
    }
    try (Ingest ingest = Ingest.start(patient)) {
      ingest.awaitRunning(PATIENCE);
      publish(Topic.SAMPLES, samples.encode(unlabelled(0)));
      publish(Topic.SAMPLES, samples.encode(unlabelled(1)));
      awaitCount(Topic.EXPERIENCES, 3);
      publish(Topic.LABELS, labels.encode(new LabelEvent("s", "0", "late", Instant.EPOCH, null)));
      awaitCount(Topic.EXPERIENCES, 4);
      awaitCount(Topic.REJECTS, 1);
    }

    assertThat(
            decoded(
                    Topic.EXPERIENCES,
                    RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry))
                .stream()
                .map(Experience::getBody)
                .map(Example.class::cast))
        .extracting(example -> example.getId() + " " + example.getRole())
        .containsExactly("0 UNLABELLED", "1 UNLABELLED", "1 LATE", "0 LATE");
    assertThat(decoded(Topic.REJECTS, RecordDecoder.of(Topic.REJECTS, Reject.class, registry)))
        .extracting(Reject::getReason)
        .containsExactly("duplicate");
  }

  @Test
  void isReadyWhenItHasItsPartitionsAndTellsWhatItRejected() throws Exception {
    publish(new ProducerRecord<>(Topic.SAMPLES.topicName(), null, null));
    try (Ingest ingest = Ingest.start(settings)) {
      assertThat(get(ingest, "/health/live").statusCode()).isEqualTo(200);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(get(ingest, "/health/ready").statusCode()).isEqualTo(200));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(get(ingest, "/metrics").body().lines())
                      .contains(
                          "perennial_ingest_rejects_total{reason=\"missing-value\",topic=\"samples\"}"
                              + " 1.0")
                      .anyMatch(line -> line.startsWith("kafka_stream_alive_stream_threads{"))
                      .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{")));
    }
  }

  @Test
  void livesButIsNotReadyWhileTheBrokerDoesNotAnswer() throws Exception {
    SettingsFile nobody =
        SettingsFile.parse(
            """
            kafka: {bootstrap.servers: '127.0.0.1:1'}
            registry: {url: 'mock://ingest-it'}
            ingest: {streams: {state.dir: '%s'}}
            """
                .formatted(directory.resolve("state")),
            name -> null);
    try (Ingest ingest = Ingest.start(nobody)) {
      HttpResponse<String> readiness = get(ingest, "/health/ready");

      assertThat(get(ingest, "/health/live").statusCode()).isEqualTo(200);
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("waiting");
    }
  }

  private static HttpResponse<String> get(Ingest ingest, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(ingest.address().resolve(path)).build(),
            BodyHandlers.ofString());
  }

  private static Sample unlabelled(int i) {
    return Sample.newBuilder(sample(i, Instant.EPOCH)).setLabel(null).build();
  }

  @Test
  void survivesWhatNoBrokerWouldTakeBack() throws Exception {
    byte[] key = "k".repeat(500_000).getBytes(StandardCharsets.UTF_8);
    byte[] tooLarge = new byte[Topic.MAX_INPUT_BYTES - key.length - 1_000];
    publish(new ProducerRecord<>(Topic.SAMPLES.topicName(), key, tooLarge));
    publish(new ProducerRecord<>(Topic.SAMPLES.topicName(), null, null));
    publish(Topic.SAMPLES, samples.encode(sample(0, Instant.ofEpochMilli(Long.MAX_VALUE))));
    publish(Topic.SAMPLES, samples.encode(sample(1, Instant.ofEpochMilli(-1))));
    try (Ingest ingest = Ingest.start(settings)) {
      ingest.awaitRunning(PATIENCE);
      awaitCount(Topic.EXPERIENCES, 2);
      awaitCount(Topic.REJECTS, 2);
    }

    List<Reject> rejects =
        decoded(Topic.REJECTS, RecordDecoder.of(Topic.REJECTS, Reject.class, registry));
    assertThat(rejects).extracting(Reject::getReason).containsExactly("too-large", "missing-value");
    assertThat(rejects.get(0).getValue().remaining()).isEqualTo(tooLarge.length);
    assertThat(rejects.get(0).getKey().remaining()).isEqualTo(key.length);
  }

  private void publishSamples(int from, int to) throws ExecutionException, InterruptedException {
    producer.beginTransaction();
    for (int i = from; i < to; i++) {
      producer.send(record(Topic.SAMPLES, samples.encode(sample(i, Instant.EPOCH))));
    }
    producer.commitTransaction();
  }

  private void publish(Topic topic, byte[] value) throws ExecutionException, InterruptedException {
    publish(record(topic, value));
  }

  private void publish(ProducerRecord<byte[], byte[]> record)
      throws ExecutionException, InterruptedException {
    producer.beginTransaction();
    producer.send(record).get();
    producer.commitTransaction();
  }

  private static ProducerRecord<byte[], byte[]> record(Topic topic, byte[] value) {
    return new ProducerRecord<>(topic.topicName(), "s".getBytes(StandardCharsets.UTF_8), value);
  }

  private void awaitCount(Topic topic, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(values(topic)).hasSize(count));
  }

  private <T extends SpecificRecord> List<T> decoded(Topic topic, RecordDecoder<T> decoder)
      throws WireFormatException {
    List<T> records = new ArrayList<>();
    for (byte[] value : values(topic)) {
      records.add(decoder.decode(value));
    }
    return records;
  }

  /** Everything committed in the topic's only partition. */
  private List<byte[]> values(Topic topic) {
    TopicPartition partition = new TopicPartition(topic.topicName(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<byte[]> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }

  private static Sample sample(int i, Instant eventTime) {
    return Sample.newBuilder()
        .setStream("s")
        .setId("" + i)
        .setEventTime(eventTime)
        .setFeatures(Tensors.uint8(List.of(2), new byte[] {1, 2}))
        .setLabel("l" + i % 7)
        .setSplit(Split.AUTO)
        .build();
  }

  private static Command boundary(String id, long afterOffset) {
    return Command.newBuilder()
        .setStream("s")
        .setId(id)
        .setKind(CommandKind.BOUNDARY)
        .setEventTime(Instant.EPOCH)
        .setAfterOffset(afterOffset)
        .setParameters(Map.of())
        .build();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  private static String id(Experience experience) {
    return experience.getBody() instanceof Example example
        ? example.getId()
        : ((Command) experience.getBody()).getId();
  }
}
