package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorTopologyTest {

  private static final LearnerKey LEARNER = new LearnerKey("s", "er");

  private final Registry registry = Registry.at(RegistrySettings.at("mock://evaluator-topology"));
  private final RecordEncoder<Prediction> predictions =
      RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
  private final RecordEncoder<Score> scores = RecordEncoder.of(Topic.SCORES, Score.class, registry);
  private final RecordEncoder<StepReport> steps =
      RecordEncoder.of(Topic.STEPS, StepReport.class, registry);
  private final Board board = new Board();

  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> predictionsTopic;
  private TestInputTopic<byte[], byte[]> scoresTopic;
  private TestInputTopic<byte[], byte[]> stepsTopic;
  private TestOutputTopic<String, Metric> metricsTopic;
  private TestOutputTopic<byte[], Reject> rejectsTopic;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(EvaluatorSettings.DEFAULTS.fold(), registry, board),
            properties,
            Instant.EPOCH);
    predictionsTopic = input(Topic.PREDICTIONS);
    scoresTopic = input(Topic.SCORES);
    stepsTopic = input(Topic.STEPS);
    metricsTopic =
        driver.createOutputTopic(
            Topic.METRICS.topicName(),
            new StringDeserializer(),
            RecordSerde.of(Topic.METRICS, Metric.class, registry).deserializer());
    rejectsTopic =
        driver.createOutputTopic(
            Topic.REJECTS.topicName(),
            new ByteArrayDeserializer(),
            RecordSerde.of(Topic.REJECTS, Reject.class, registry).deserializer());
  }

  private TestInputTopic<byte[], byte[]> input(Topic topic) {
    return driver.createInputTopic(
        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
    registry.close();
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void predict(Prediction prediction) {
    predictionsTopic.pipeInput(key(Records.KEY), predictions.encode(prediction));
  }

  /** Predictions of {@code count} samples from {@code first} on, every fourth wrong. */
  private void predict(int first, int count) {
    IntStream.range(first, first + count)
        .forEach(i -> predict(Records.prediction(i, i % 4 == 0 ? 1 : 0, 0)));
  }

  private void score(List<Score> evaluation) {
    evaluation.forEach(score -> scoresTopic.pipeInput(key(Records.KEY), scores.encode(score)));
  }

  private void waitSilently() {
    // One step of three ticks would tick once.
    for (int tick = 0; tick < 3; tick++) {
      driver.advanceWallClockTime(PredictionFold.TICK);
    }
  }

  private List<Metric> published() {
    return metricsTopic.readValuesToList();
  }

  private static Metric last(List<Metric> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.getName().equals(name))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError("no metric is named " + name));
  }

  @Nested
  class Steps {

    private void step(StepReport step) {
      stepsTopic.pipeInput(key(Records.KEY), steps.encode(step));
    }

    @Test
    void publishPlasticityWithEachThatWasMeasured() {
      step(Records.step(1, null, null));
      step(Records.step(2, 2.0, 1.5));
      step(Records.step(3, null, null));
      step(Records.step(4, 1.0, .25));

      // .25, then the mean of .25 and .75.
      assertThat(published())
          .extracting(
              Metric::getName,
              Metric::getValue,
              Metric::getN,
              Metric::getVersion,
              Metric::getSequence,
              Metric::getEventTime)
          .containsExactly(
              tuple("plasticity", .25, 10L, 2L, 19L, Instant.ofEpochSecond(2)),
              tuple("plasticity", .5, 20L, 4L, 39L, Instant.ofEpochSecond(4)));
      assertThat(board.steps(LEARNER).orElseThrow().metrics())
          .containsEntry("plasticity", Measured.of(.5, 20));
    }

    @Test
    void goToRejectsIfTheyComeTwice() {
      step(Records.step(2, 2.0, 1.5));
      step(Records.step(2, 2.0, 1.5));

      assertThat(published()).hasSize(1);
      assertThat(rejectsTopic.readValuesToList())
          .extracting(Reject::getReason, Reject::getDetail)
          .containsExactly(tuple("already-folded", "steps are folded up to version 2: 2"));
    }
  }

  @Nested
  class Predictions {

    @Test
    void publishAtEverySoManyAndOnceMoreWhenTheStreamFallsSilent() {
      predict(0, 250);
      List<Metric> atPoints = published();
      waitSilently();
      List<Metric> whenSilent = published();
      waitSilently();

      assertThat(atPoints)
          .filteredOn(metric -> metric.getName().equals("prequential-accuracy"))
          .extracting(Metric::getN)
          .containsExactly(100L, 200L);
      assertThat(whenSilent)
          .extracting(Metric::getName)
          .containsExactly(
              "prequential-accuracy",
              "prequential-accuracy-fading",
              "prequential-accuracy-windowed",
              "kappa",
              "kappa-temporal",
              "kappa-m",
              "refused-steps",
              "performance-recovery",
              "relative-performance",
              "sample-efficiency");
      // Of 0..249 the multiples of 4 are wrong: 63.
      Metric accuracy = last(whenSilent, "prequential-accuracy");
      assertThat(accuracy.getN()).isEqualTo(250);
      assertThat(accuracy.getValue()).isEqualTo(187 / 250.0);
      assertThat(accuracy.getSequence()).isEqualTo(249);
      assertThat(accuracy.getVersion()).isEqualTo(24);
      assertThat(accuracy.getEventTime()).isEqualTo(Instant.ofEpochSecond(249));
      assertThat(accuracy.getEvaluation()).isNull();
      assertThat(published()).isEmpty();
    }

    @Test
    void raiseTheAlarmAtOnceWhenTheLearnerHasRefusedAnUpdate() {
      predict(0, 7);
      // A batch of two that was refused, then another.
      predict(Records.prediction(7, Records.label(0), Records.label(0), 1));
      predict(Records.prediction(8, Records.label(0), Records.label(0), 1));
      predict(Records.prediction(9, Records.label(0), Records.label(0), 2));
      // What came again after a failure of the learner.
      predict(Records.prediction(7, Records.label(0), Records.label(0), 1));

      assertThat(published())
          .filteredOn(metric -> metric.getName().equals("refused-steps"))
          .extracting(Metric::getValue, Metric::getSequence, Metric::getN)
          .containsExactly(tuple(1.0, 7L, 8L), tuple(2.0, 9L, 10L));
    }

    @Test
    void publishNothingMoreWhenSilenceComesAtAPoint() {
      predict(0, 100);
      published();
      waitSilently();

      assertThat(published()).isEmpty();
    }

    @Test
    void carryTheirKey() {
      predict(0, 100);

      assertThat(metricsTopic.readKeyValuesToList())
          .extracting(pair -> pair.key)
          .containsOnly(Records.KEY);
    }

    @Test
    void sayWhyAMetricIsAbsent() {
      predict(0, 100);
      Metric metric = last(published(), "kappa-m");

      assertThat(metric.getValue()).isNull();
      assertThat(metric.getAbsence()).isEqualTo("there has been only one class");
      assertThat(metric.getN()).isEqualTo(100);
    }

    @Test
    void countANullPredictionAsWrongAndANullLabelNotAtAll() {
      predict(Records.prediction(0, null, Records.label(0)));
      predict(Records.prediction(1, Records.label(0), Records.label(0)));
      predict(Records.prediction(2, Records.label(0), null));
      waitSilently();

      Metric accuracy = last(published(), "prequential-accuracy");
      assertThat(accuracy.getValue()).isEqualTo(.5);
      assertThat(accuracy.getN()).isEqualTo(2);
      assertThat(board.answers(LEARNER).orElseThrow().predictions()).isEqualTo(3);
    }

    @Test
    void countOnceWhenTheyArePublishedTwice() {
      predict(0, 60);
      predict(30, 40);
      waitSilently();

      assertThat(last(published(), "prequential-accuracy").getN()).isEqualTo(70);
    }

    @Test
    void areOnTheBoardAsTheyArePublished() {
      predict(0, 120);
      waitSilently();

      assertThat(board.answers(LEARNER).orElseThrow().predictions()).isEqualTo(120);
      assertThat(board.answers(LEARNER).orElseThrow().metrics().get("prequential-accuracy").n())
          .isEqualTo(120);
    }
  }

  @Nested
  class Scores {

    @Test
    void publishEveryMetricOfACompleteEvaluation() {
      Records.evaluations().forEach(EvaluatorTopologyTest.this::score);
      List<Metric> metrics = published();

      // R = [[.9, .3], [.5, .8]], b = [.1, .2].
      assertThat(last(metrics, "average-accuracy").getValue()).isCloseTo(.65, within(1e-12));
      assertThat(last(metrics, "micro-accuracy").getValue()).isCloseTo(.65, within(1e-12));
      assertThat(last(metrics, "average-incremental-accuracy").getValue())
          .isCloseTo((.9 + .65) / 2, within(1e-12));
      assertThat(last(metrics, "backward-transfer").getValue()).isCloseTo(-.4, within(1e-12));
      assertThat(last(metrics, "backward-transfer-triangular").getValue())
          .isCloseTo(-.4, within(1e-12));
      assertThat(last(metrics, "forward-transfer").getValue()).isCloseTo(.1, within(1e-12));
      assertThat(last(metrics, "forgetting").getValue()).isCloseTo(.4, within(1e-12));
      assertThat(last(metrics, "learning-accuracy").getValue()).isCloseTo(.85, within(1e-12));
      // .6, .9 and (.5 + .8) / 2; the untrained model does not count.
      assertThat(last(metrics, "average-anytime-accuracy").getValue())
          .isCloseTo((.6 + .9 + .65) / 3, within(1e-12));
      assertThat(last(metrics, "average-accuracy"))
          .satisfies(
              metric -> {
                assertThat(metric.getEvaluation()).isEqualTo(3);
                assertThat(metric.getVersion()).isEqualTo(30);
                assertThat(metric.getSequence()).isEqualTo(299);
                assertThat(metric.getEventTime()).isEqualTo(Instant.ofEpochSecond(3));
                assertThat(metric.getN()).isEqualTo(200);
              });
    }

    @Test
    void publishTheAccuracyOfEachTask() {
      score(Records.evaluation(0, null, .1, .2));

      assertThat(published())
          .filteredOn(metric -> metric.getName().equals("task-accuracy"))
          .extracting(metric -> metric.getTask().getName(), Metric::getValue, Metric::getN)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("task-0", .1, 100L),
              org.assertj.core.groups.Tuple.tuple("task-1", .2, 100L));
    }

    @Test
    void areAbsentWithAReasonBeforeAnythingIsLearned() {
      score(Records.evaluation(0, null, .1, .2));
      Metric accuracy = last(published(), "average-accuracy");

      assertThat(accuracy.getValue()).isNull();
      assertThat(accuracy.getAbsence()).isEqualTo("no learned task has been scored");
      assertThat(accuracy.getEvaluation()).isZero();
    }

    @Test
    void publishNothingWhileAnEvaluationIsIncomplete() {
      score(Records.evaluation(0, null, .1, .2).subList(0, 1));

      assertThat(published()).isEmpty();
      assertThat(board.scores(LEARNER)).isEmpty();
    }

    @Test
    void changeNothingWhenTheyArePublishedTwice() {
      Records.evaluations().forEach(EvaluatorTopologyTest.this::score);
      ScoresSnapshot before = board.scores(LEARNER).orElseThrow();
      published();
      Records.evaluations().forEach(EvaluatorTopologyTest.this::score);

      assertThat(published()).isEmpty();
      assertThat(board.scores(LEARNER)).contains(before);
    }

    @Test
    void doNotCompleteAnEvaluationByComingTwice() {
      Score first = Records.evaluation(0, null, .1, .2).get(0);
      score(List.of(first, first));

      assertThat(published()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void giveTheSameFinalValuesInAnyOrder(long seed) {
      List<Score> shuffled =
          new ArrayList<>(Records.evaluations().stream().flatMap(List::stream).toList());
      Collections.shuffle(shuffled, new Random(seed));
      score(shuffled);
      ScoresSnapshot snapshot = board.scores(LEARNER).orElseThrow();

      assertThat(snapshot.evaluation()).isEqualTo(3);
      assertThat(snapshot.metrics().get("backward-transfer").value().getAsDouble())
          .isCloseTo(-.4, within(1e-12));
      assertThat(snapshot.metrics().get("average-anytime-accuracy").value().getAsDouble())
          .isCloseTo((.6 + .9 + .65) / 3, within(1e-12));
      Metric last = last(published(), "average-accuracy");
      assertThat(last.getEvaluation()).isEqualTo(3);
      assertThat(last.getValue()).isCloseTo(.65, within(1e-12));
    }

    /** Task 1 has no hold-out samples until it is being learned, as on a live stream. */
    @Test
    void ofAPastModelFillItsRowAndMoveNothingForward() {
      score(Records.evaluation(0, 0, .9));
      score(Records.evaluation(1, 1, .5, .8));
      ScoresSnapshot before = board.scores(LEARNER).orElseThrow();
      Score boundary = Records.evaluation(0, 0, .9).get(0);
      Score.Builder past =
          Score.newBuilder(boundary)
              .setReason(ScoreReason.RETROSPECTIVE)
              .setTask(Records.task(1))
              .setTaskPeriod(1);
      score(
          List.of(
              past.setEvaluation(2)
                  .setVersion(0)
                  .setPeriod(null)
                  .setLearned(null)
                  .setCorrect(10)
                  .build(),
              past.setEvaluation(3)
                  .setVersion(boundary.getVersion())
                  .setPeriod(0)
                  .setLearned(Records.task(0))
                  .setCorrect(30)
                  .build()));
      ScoresSnapshot after = board.scores(LEARNER).orElseThrow();

      assertThat(before.metrics().get("forward-transfer").value()).isEmpty();
      // R[0][1] - b[1] = .3 - .1.
      assertThat(after.metrics().get("forward-transfer").value().getAsDouble())
          .isCloseTo(.2, within(1e-12));
      assertThat(after.evaluation()).isEqualTo(1);
      assertThat(after.place()).isEqualTo(before.place());
      assertThat(after.metrics().get("average-anytime-accuracy"))
          .isEqualTo(before.metrics().get("average-anytime-accuracy"));
      assertThat(after.metrics().get("average-accuracy"))
          .isEqualTo(before.metrics().get("average-accuracy"));
    }

    @Test
    void ofARevisitedTaskReplaceTheRowOfTheRunningPeriod() {
      Records.evaluations().forEach(EvaluatorTopologyTest.this::score);
      score(Records.evaluation(4, 1, .7, .6));

      ScoresSnapshot snapshot = board.scores(LEARNER).orElseThrow();
      assertThat(snapshot.matrix().periods()).isEqualTo(2);
      assertThat(snapshot.metrics().get("backward-transfer").value().getAsDouble())
          .isCloseTo(-.2, within(1e-12));
    }
  }

  @Nested
  class BadRecords {

    private Map<String, String> rejected() {
      return rejectsTopic.readValuesToList().stream()
          .collect(Collectors.toMap(Reject::getReason, Reject::getDetail));
    }

    @Test
    void goToRejectsWholeAndDoNotStopTheFold() {
      predict(0, 99);
      predictionsTopic.pipeInput(key("k"), new byte[] {1, 2, 3}, 42);
      predict(99, 1);

      assertThat(last(published(), "prequential-accuracy").getN()).isEqualTo(100);
      KeyValue<byte[], Reject> reject = rejectsTopic.readKeyValue();
      assertThat(reject.key).isEqualTo(key("k"));
      assertThat(reject.value.getTopic()).isEqualTo("predictions");
      assertThat(reject.value.getPartition()).isZero();
      assertThat(reject.value.getOffset()).isEqualTo(99);
      assertThat(reject.value.getRecordTime()).isEqualTo(Instant.ofEpochMilli(42));
      assertThat(reject.value.getKey()).isEqualTo(ByteBuffer.wrap(key("k")));
      assertThat(reject.value.getValue()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertThat(reject.value.getReason()).isEqualTo("not-wire-format");
    }

    @Test
    void areRejectedWhateverIsWrongWithThem() {
      scoresTopic.pipeInput(key("s/other"), scores.encode(Records.evaluation(0, 0, .5).get(0)));
      scoresTopic.pipeInput(null, (byte[]) null);
      scoresTopic.pipeInput(null, new byte[] {0, 0, 0, 99, 99, 1});
      Score good = Records.evaluation(0, 0, .5).get(0);
      scoresTopic.pipeInput(
          key(Records.KEY), scores.encode(Score.newBuilder(good).setCorrect(101).build()));

      assertThat(rejected())
          .containsEntry("wrong-key", "the key must be s/er: s/other")
          .containsEntry("not-wire-format", "a value needs at least 5 bytes: null")
          .containsEntry("unknown-schema", "the registry knows no schema with id 25443")
          .containsEntry("out-of-range", "correct must be in [0, 100]: 101");
      assertThat(published()).isEmpty();
    }

    @Test
    void areRejectedRatherThanMakeAMatrixOfAnySize() {
      Score score = Records.evaluation(0, 0, .5).get(0);
      scoresTopic.pipeInput(
          key(Records.KEY),
          scores.encode(Score.newBuilder(score).setPeriod(Integer.MAX_VALUE).build()));

      assertThat(rejected())
          .containsExactly(Map.entry("out-of-range", "period must be in [0, 9999]: 2147483647"));
      assertThat(board.scores(LEARNER)).isEmpty();
    }

    @Test
    void areCountedByKind() {
      predictionsTopic.pipeInput(null, new byte[] {9});
      predictionsTopic.pipeInput(null, new byte[] {9});

      assertThat(board.rejections())
          .containsExactly(Map.entry(new Rejection("predictions", "not-wire-format"), 2L));
    }
  }
}
