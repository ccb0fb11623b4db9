package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the errors of a learner say of its stream. */
class DriftFoldTest {

  private static final LearnerKey WATCHED = new LearnerKey("s", "er");

  private final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  private final RecordEncoder<Prediction> encoder =
      RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);

  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> predictions;
  private TestOutputTopic<String, Command> control;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    EvaluatorSettings settings =
        SettingsFile.parse(
                """
                evaluator:
                  drift:
                    s: {learner: er, detector: "adwin:0.002"}
                    t: {learner: er, detector: "adwin:0.002"}
                """,
                name -> null)
            .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);
    driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(settings.fold(), registry, new Board()), properties);
    predictions =
        driver.createInputTopic(
            "predictions", new ByteArraySerializer(), new ByteArraySerializer());
    control =
        driver.createOutputTopic(
            "control",
            new StringDeserializer(),
            RecordSerde.of(Topic.CONTROL, Command.class, registry).deserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void isSaidOnceWhereTheyRise() {
    answers(WATCHED, 0, 1_000, 10);
    answers(WATCHED, 1_000, 2_000, 2);

    List<KeyValue<String, Command>> said = control.readKeyValuesToList();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).key).isEqualTo("s");
    Command command = said.get(0).value;
    long sequence = Long.parseLong(command.getId().substring("drift-".length()));
    assertThat(sequence).isBetween(1_000L, 1_200L);
    assertThat(command)
        .isEqualTo(
            new Command(
                "drift-" + sequence,
                "s",
                CommandKind.CHANGE,
                Instant.ofEpochMilli(sequence),
                null,
                Map.of(),
                "evaluator",
                null));
  }

  @Test
  void isNotSaidWhereTheyFallOrStay() {
    answers(WATCHED, 0, 1_000, 2);
    answers(WATCHED, 1_000, 2_000, 10);

    assertThat(control.isEmpty()).isTrue();
  }

  @Test
  void isSaidOfTheLearnerThatIsWatchedAlone() {
    LearnerKey other = new LearnerKey("s", "knn");
    LearnerKey elsewhere = new LearnerKey("u", "er");
    for (LearnerKey learner : List.of(other, elsewhere)) {
      answers(learner, 0, 1_000, 10);
      answers(learner, 1_000, 2_000, 2);
    }

    assertThat(control.isEmpty()).isTrue();
  }

  @Test
  void isReadBackByIngestWhereItReadsCommands() {
    answers(new LearnerKey("t", "er"), 0, 1_000, 10);
    answers(new LearnerKey("t", "er"), 1_000, 2_000, 2);

    // What ingest reads is keyed by the stream, as publishers key it.
    assertThat(
            driver
                .createOutputTopic(
                    "control", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readKeyValue()
                .key)
        .isEqualTo(new byte[] {'t'});
  }

  /** Answers of which one in so many is wrong. */
  private void answers(LearnerKey learner, long from, long to, int oneIn) {
    for (long sequence = from; sequence < to; sequence++) {
      ClassLabel actual = new ClassLabel(0, "zero");
      ClassLabel predicted = sequence % oneIn == 0 ? new ClassLabel(1, "one") : actual;
      predictions.pipeInput(
          learner.text().getBytes(StandardCharsets.UTF_8),
          encoder.encode(
              new Prediction(
                  learner.stream(),
                  learner.learner(),
                  "id-" + sequence,
                  sequence,
                  Instant.ofEpochMilli(sequence),
                  sequence,
                  new Task(0, "default"),
                  predicted,
                  .9f,
                  actual,
                  0L,
                  null,
                  List.of())));
    }
  }
}
