package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.board.Board;
import dev.perennial.schemas.Ranked;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
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

/** Scores in, rankings out. */
class RankingFoldTest {

  private final Registry registry = Registry.at(RegistrySettings.at("mock://ranking-fold"));
  private final RecordEncoder<Score> scores = RecordEncoder.of(Topic.SCORES, Score.class, registry);

  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> scoresTopic;
  private TestOutputTopic<String, Ranking> rankingsTopic;
  private TestOutputTopic<byte[], Reject> rejectsTopic;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(EvaluatorSettings.DEFAULTS.fold(), registry, new Board()),
            properties,
            Instant.EPOCH);
    scoresTopic =
        driver.createInputTopic(
            Topic.SCORES.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
    rankingsTopic =
        driver.createOutputTopic(
            Topic.RANKINGS.topicName(),
            new StringDeserializer(),
            RecordSerde.of(Topic.RANKINGS, Ranking.class, registry).deserializer());
    rejectsTopic =
        driver.createOutputTopic(
            Topic.REJECTS.topicName(),
            new ByteArrayDeserializer(),
            RecordSerde.of(Topic.REJECTS, Reject.class, registry).deserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
    registry.close();
  }

  /** One score of an evaluation of {@code right.length} tasks in the first period. */
  private static Score score(String learner, long evaluation, int task, String... right) {
    BitSet bits = new BitSet();
    IntStream.range(0, right[task].length())
        .filter(i -> right[task].charAt(i) == '1')
        .forEach(bits::set);
    byte[] bytes = new byte[(right[task].length() + 7) / 8];
    System.arraycopy(bits.toByteArray(), 0, bytes, 0, bits.toByteArray().length);
    return new Score(
        "s",
        learner,
        evaluation,
        right.length,
        ScoreReason.PERIODIC,
        evaluation * 10,
        evaluation * 100,
        Instant.ofEpochSecond(evaluation),
        0,
        Records.task(0),
        Records.task(task),
        task == 0 ? 0 : null,
        (long) bits.cardinality(),
        (long) right[task].length(),
        null,
        null,
        null,
        null,
        ByteBuffer.wrap(bytes));
  }

  private void publish(Score score) {
    byte[] key = ("s/" + score.getLearner()).getBytes(StandardCharsets.UTF_8);
    scoresTopic.pipeInput(key, scores.encode(score));
  }

  @Test
  void publishesARankingOfTheStreamWithEachEvaluationThatIsComplete() {
    publish(score("naive", 0, 0, "1100000000", "1"));
    publish(score("naive", 0, 1, "1100000000", "1"));
    publish(score("er", 0, 0, "1011111110", "0"));
    List<Ranking> before = rankingsTopic.readValuesToList();
    publish(score("er", 0, 1, "1011111110", "0"));
    List<KeyValue<String, Ranking>> after = rankingsTopic.readKeyValuesToList();

    assertThat(before).isEmpty();
    assertThat(after).hasSize(1);
    assertThat(after.get(0).key).isEqualTo("s");
    Ranking ranking = after.get(0).value;
    assertThat(ranking.getChampion()).isEqualTo("er");
    // Accuracy is of the task that is learned; the test is of all that both have answered. er has
    // seven right that naive has wrong; naive has one of the first task's and the second task's.
    // Nine differ, two of them naive's: 2 (1 + 9 + 36) / 512.
    assertThat(ranking.getLearners())
        .extracting(
            Ranked::getLearner,
            Ranked::getObjective,
            Ranked::getCompared,
            Ranked::getBetter,
            Ranked::getWorse)
        .containsExactly(tuple("er", .8, 0L, 0L, 0L), tuple("naive", .2, 11L, 2L, 7L));
    assertThat(ranking.getLearners().get(1).getPValue()).isCloseTo(92 / 512.0, within(1e-12));
  }

  @Test
  void suggestsAChallengerAfterThreeOfItsEvaluationsAndFollows() {
    publish(score("er", 0, 0, "00000000"));
    publish(score("naive", 0, 0, "00000000"));
    for (int evaluation = 1; evaluation < 5; evaluation++) {
      publish(score("naive", evaluation, 0, "11111111"));
    }

    assertThat(rankingsTopic.readValuesToList())
        .extracting(Ranking::getChampion, Ranking::getPromote)
        .containsExactly(
            tuple("er", null),
            tuple("er", null),
            tuple("er", null),
            tuple("er", "naive"),
            tuple("naive", null));
  }

  @Test
  void refusesBitsThatAreNotOneForEachSample() {
    Score score = score("er", 0, 0, "0000000000");
    publish(Score.newBuilder(score).setRight(ByteBuffer.allocate(3)).build());

    assertThat(rejectsTopic.readValue())
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo("wrong-length");
              assertThat(reject.getDetail())
                  .isEqualTo("right must have 2 bytes for 10 samples, or none: 3");
            });
  }
}
