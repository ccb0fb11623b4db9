package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;

/** Learners of one stream, compared with the one that the settings name. */
class ExpertsTest {

  private final Registry registry = Registry.at(RegistrySettings.at("mock://experts"));
  private final RecordEncoder<Prediction> predictions =
      RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
  private final Board board = new Board();

  private Measured relativePerformance(Map<String, String> experts) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    FoldSettings settings =
        new FoldSettings(
            100,
            1000,
            .999,
            10,
            100,
            experts,
            RankingSettings.DEFAULTS,
            AlertRules.of(Map.of()),
            Map.of(),
            new FoldLimits(10, 10, 1000, 10));
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(settings, registry, board), properties, Instant.EPOCH)) {
      TestInputTopic<byte[], byte[]> topic =
          driver.createInputTopic(
              Topic.PREDICTIONS.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
      for (int i = 0; i < 200; i++) {
        // The expert answers first. It is right on every other sample, the learner on every fourth.
        answer(topic, "alone", Records.prediction(i, i % 2, 0));
        answer(topic, "er", Records.prediction(i, i % 4 == 0 ? 0 : 1, 0));
      }
      return board
          .answers(new LearnerKey("s", "er"))
          .orElseThrow()
          .metrics()
          .get("relative-performance");
    }
  }

  private void answer(TestInputTopic<byte[], byte[]> topic, String learner, Prediction made) {
    topic.pipeInput(
        ("s/" + learner).getBytes(StandardCharsets.UTF_8),
        predictions.encode(Prediction.newBuilder(made).setLearner(learner).build()));
  }

  @Test
  void areThoseNamedForTheStream() {
    assertThat(relativePerformance(Map.of("s", "alone"))).isEqualTo(Measured.of(.5, 200));
  }

  @Test
  void areThoseNamedForEveryStreamWhereNoneIsNamedForIt() {
    assertThat(relativePerformance(Map.of("*", "alone", "t", "er")))
        .isEqualTo(Measured.of(.5, 200));
  }

  @Test
  void areNoneWhereNoneIsNamedOrTheOneNamedHasNotAnswered() {
    Measured absent = Measured.absent("no expert is named, or it has not answered yet", 0);

    assertThat(relativePerformance(Map.of())).isEqualTo(absent);
    assertThat(relativePerformance(Map.of("s", "nobody"))).isEqualTo(absent);
  }
}
