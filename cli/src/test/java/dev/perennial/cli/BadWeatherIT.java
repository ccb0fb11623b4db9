package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import dev.perennial.cli.pipeline.PipelineRun;
import dev.perennial.cli.pipeline.Progress;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.quality.Benchmark;
import dev.perennial.cli.quality.BenchmarkSet;
import dev.perennial.cli.quality.Cell;
import dev.perennial.cli.quality.CellResult;
import dev.perennial.cli.quality.CellRunner;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.weather.BadWeather;
import dev.perennial.schemas.weather.RawRecord;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoilt records on every topic that an application reads, while a good stream is learned. */
class BadWeatherIT {

  private static final String STREAM = "glyphs";
  private static final String SCENARIO = "classes:5";
  private static final long SAMPLES = 400;
  private static final long SEED = 1;
  private static final int SPOILT_A_TOPIC = 800;
  private static final List<Topic> TOPICS =
      List.of(Topic.SAMPLES, Topic.CONTROL, Topic.EXPERIENCES, Topic.PREDICTIONS, Topic.SCORES);
  private static final int PARTITIONS = 2;

  @TempDir private Path directory;

  private static final Progress SILENT =
      new Progress() {
        @Override
        public void phase(String name) {}

        @Override
        public void measured(long samples, long of) {}
      };

  @Test
  void aStreamIsLearnedToTheSameModelAndEveryBadRecordIsRejectedOnceOrAccepted() throws Exception {
    Benchmark glyphs =
        new Benchmark(
            STREAM,
            BenchmarkSet.SMALL,
            STREAM,
            SCENARIO,
            OptionalLong.of(SAMPLES),
            LearnerSettings.DEFAULTS.holdoutCapacity(),
            Map.of("er", new Recipe("er", "mlp:16", 500, 10, 10, 1, "sgd", 0.05, 0, 0, SEED)),
            Map.of());
    // The whole pipeline in fair weather comes to the same, to the bit: SameAsPipelineIT.
    CellResult fair;
    try (CellRunner runner = new CellRunner(directory, "")) {
      fair = runner.run(new Cell(glyphs, "er", SEED));
    }
    LearnerOutcome foul = runInBadWeather();

    assertThat(foul.modelSha256()).isEqualTo(fair.modelSha256());
    for (String metric :
        List.of("average-accuracy", "forgetting", "prequential-accuracy", "kappa")) {
      assertThat(foul.metrics()).containsEntry(metric, fair.metric(metric).orElseThrow());
    }
    assertThat(foul.deliveries().lost()).isZero();
    assertThat(foul.deliveries().duplicated()).isZero();
  }

  private LearnerOutcome runInBadWeather() throws Exception {
    Blueprint blueprint =
        Blueprint.shipped()
            .with("topics", Map.of("partitions", PARTITIONS))
            .with("flink", Map.of("restart-strategy.type", "none"))
            .withSection(
                "learners",
                Map.of("er", Map.of("recipe", Map.of("strategy", "er", "network", "mlp:16"))));
    Curriculum curriculum =
        Scenario.parse(SCENARIO)
            .arrange(
                DataSource.parse(STREAM).load(),
                CurriculumSettings.of(STREAM, SEED).withLimit(SAMPLES));
    try (EmbeddedStack stack = EmbeddedStack.start(blueprint, directory);
        PipelineRun run = new PipelineRun(stack, curriculum, STREAM, List.of("er"), SILENT);
        Hail hail = new Hail(stack)) {
      CompletableFuture<Void> falling = CompletableFuture.runAsync(hail::fall);
      Outcome outcome = run.run();
      falling.join();
      hail.requireOneAnswerEach();
      stack.requireAlive();
      return outcome.learners().get(0);
    }
  }

  /** What falls on the topics of a stack. */
  private static final class Hail implements AutoCloseable {

    private record Place(String topic, int partition, long offset) {}

    private final EmbeddedStack stack;
    private final Registry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<Place> fallen = new HashSet<>();
    private final Set<Place> last = new HashSet<>();

    Hail(EmbeddedStack stack) {
      this.stack = stack;
      this.registry = Registry.at(stack.settings().registry());
      Properties properties = stack.settings().kafka().toProperties();
      properties.put("max.request.size", Topic.MAX_INPUT_BYTES);
      this.producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void fall() {
      List<BadWeather> weather = TOPICS.stream().map(this::over).toList();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < SPOILT_A_TOPIC; i++) {
        for (int topic = 0; topic < TOPICS.size(); topic++) {
          RawRecord record = weather.get(topic).next();
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      TOPICS.get(topic).topicName(),
                      i % PARTITIONS,
                      record.key,
                      record.value,
                      record.headers)));
        }
        producer.flush();
      }
      sent.forEach(each -> placeOf(each).ifPresent(fallen::add));
      for (Topic topic : TOPICS) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          byte[] garbage = STREAM.getBytes(StandardCharsets.UTF_8);
          placeOf(
                  producer.send(
                      new ProducerRecord<>(topic.topicName(), partition, garbage, garbage)))
              .ifPresent(last::add);
        }
      }
    }

    /** Where a record stands; nowhere if it was too large for its topic. */
    private static Optional<Place> placeOf(Future<RecordMetadata> sent) {
      try {
        RecordMetadata written = sent.get();
        return Optional.of(new Place(written.topic(), written.partition(), written.offset()));
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
        return Optional.empty();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Every record is rejected at most once; those that nothing could accept, once. */
    void requireOneAnswerEach() {
      Map<Place, Integer> rejected = new HashMap<>();
      try (TopicReader<Reject> rejects =
          TopicReader.fromBeginning(
              Topic.REJECTS, Reject.class, stack.settings().kafka(), registry)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  for (var received : rejects.poll(Duration.ofMillis(100))) {
                    Reject reject = received.orThrow();
                    rejected.merge(
                        new Place(reject.getTopic(), reject.getPartition(), reject.getOffset()),
                        1,
                        Integer::sum);
                  }
                  return rejected.keySet().containsAll(last);
                });
      }
      assertThat(rejected.values()).containsOnly(1);
      for (Topic topic : TOPICS) {
        // On the topics behind ingest its own entries of the same streams are refused as well.
        assertThat(rejected.keySet())
            .filteredOn(fallen::contains)
            .filteredOn(place -> place.topic().equals(topic.topicName()))
            .hasSizeGreaterThan(SPOILT_A_TOPIC / 2);
      }
    }

    private BadWeather over(Topic topic) {
      List<String> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String stream = "hail-" + i % 4;
        switch (topic) {
          case SAMPLES ->
              add(keys, values, stream, encoded(topic, Sample.class, sample(stream, i)));
          case CONTROL -> add(keys, values, stream, encoded(topic, Command.class, command(stream)));
          case EXPERIENCES ->
              add(
                  keys,
                  values,
                  "forged-" + stream,
                  encoded(topic, Experience.class, entry("forged-" + stream, i / 4)));
          case PREDICTIONS ->
              add(
                  keys,
                  values,
                  stream + "/er",
                  encoded(topic, Prediction.class, prediction(stream, i / 4)));
          default ->
              add(keys, values, stream + "/er", encoded(topic, Score.class, score(stream, i / 4)));
        }
      }
      return new BadWeather(topic, registry, keys, values, topic.ordinal());
    }

    private static void add(List<String> keys, List<byte[]> values, String key, byte[] value) {
      keys.add(key);
      values.add(value);
    }

    private <T extends SpecificRecord> byte[] encoded(Topic topic, Class<T> type, T record) {
      return RecordEncoder.of(topic, type, registry).encode(record);
    }

    private static Tensor features() {
      return Tensors.uint8(List.of(2, 2), new byte[] {1, 2, 3, 4});
    }

    private static Sample sample(String stream, int i) {
      return new Sample("id-" + i, stream, Instant.EPOCH, features(), "c" + i % 3, "t", Split.AUTO);
    }

    private static Command command(String stream) {
      return new Command(
          "c", stream, CommandKind.BOUNDARY, Instant.EPOCH, 3L, Map.of(), null, null);
    }

    private static Experience entry(String stream, int sequence) {
      return new Experience(
          stream,
          (long) sequence,
          Instant.EPOCH,
          new Example(
              "id", Role.TRAINING, new Task(0, "t"), new ClassLabel(0, "c"), features(), null));
    }

    private static Prediction prediction(String stream, int sequence) {
      return new Prediction(
          stream,
          "er",
          "id",
          (long) sequence,
          Instant.EPOCH,
          1L,
          new Task(0, "t"),
          new ClassLabel(0, "c"),
          0.5f,
          new ClassLabel(1, "d"),
          0L,
          null,
          List.of());
    }

    private static Score score(String stream, int evaluation) {
      return new Score(
          stream,
          "er",
          (long) evaluation,
          2,
          ScoreReason.BOUNDARY,
          1L,
          1L,
          Instant.EPOCH,
          0,
          new Task(0, "t"),
          new Task(evaluation % 2, "t"),
          0,
          1L,
          2L,
          0.5,
          null,
          null,
          null,
          ByteBuffer.allocate(0));
    }

    @Override
    public void close() {
      producer.close();
      registry.close();
    }
  }
}
