package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.alert.Watches;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.RecordSerde;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
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

/** Every kind of alert, from what learners say to what is said about them. */
class AlertFoldTest {

  private static final LearnerKey LEARNER = new LearnerKey("s", "er");

  private final Registry registry = Registry.at(RegistrySettings.at("mock://alert-fold"));
  private final Board board = new Board();

  /** What the job has not read, of every stream; negative while it is not known. */
  private final AtomicLong lag = new AtomicLong(-1);

  private TopologyTestDriver driver;
  private TestOutputTopic<String, Alert> alertsTopic;
  private TestOutputTopic<byte[], Reject> rejectsTopic;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    EvaluatorSettings settings =
        settings(
            """
            forgets: {metric: forgetting, above: 0.2, clear: 0.1}
            worst: {metric: worst-case-accuracy, below: 0.6, stream: s}
            collapses: {metric: prequential-accuracy-windowed, drop: 0.2, window: 3, learner: er}
            poisoned: {metric: refused-steps, rise: 0, window: 2}
            behind: {metric: lag, above: 100, clear: 10, after: 2}
            others: {metric: forgetting, above: 0, learner: other}
            """);
    driver =
        new TopologyTestDriver(
            EvaluatorTopology.of(
                settings.fold(),
                registry,
                board,
                stream -> lag.get() < 0 ? OptionalLong.empty() : OptionalLong.of(lag.get())),
            properties,
            Instant.EPOCH);
    alertsTopic =
        driver.createOutputTopic(
            Topic.ALERTS.topicName(),
            new StringDeserializer(),
            RecordSerde.of(Topic.ALERTS, Alert.class, registry).deserializer());
    rejectsTopic =
        driver.createOutputTopic(
            Topic.REJECTS.topicName(),
            new ByteArrayDeserializer(),
            RecordSerde.of(Topic.REJECTS, Reject.class, registry).deserializer());
  }

  private static EvaluatorSettings settings(String rules) {
    return SettingsFile.parse(
            "evaluator:\n  emitEvery: 10\n  window: 10\n  alerts:\n" + rules.indent(4),
            name -> null)
        .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);
  }

  @AfterEach
  void stop() {
    driver.close();
    registry.close();
  }

  private void publish(Topic topic, byte[] value) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(
            topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(Records.KEY.getBytes(StandardCharsets.UTF_8), value);
  }

  private void publish(Metric metric) {
    publish(Topic.METRICS, RecordEncoder.of(Topic.METRICS, Metric.class, registry).encode(metric));
  }

  private void publish(long sequence, String name, Double value) {
    publish(
        new Metric(
            "s",
            "er",
            name,
            null,
            value,
            value == null ? "it takes a second learned task" : null,
            7L,
            sequence / 10,
            sequence,
            Instant.ofEpochSecond(sequence),
            sequence));
  }

  private List<Alert> alerts() {
    return alertsTopic.readValuesToList();
  }

  @Test
  void ofForgettingFromScores() {
    RecordEncoder<Score> scores = RecordEncoder.of(Topic.SCORES, Score.class, registry);
    Records.evaluations()
        .forEach(all -> all.forEach(score -> publish(Topic.SCORES, scores.encode(score))));
    List<KeyValue<String, Alert>> alerts = alertsTopic.readKeyValuesToList();

    // Task 0 fell from 0.9 to 0.5. The worst case is half of 0.8, being learned, and half of 0.5.
    assertThat(alerts)
        .extracting(each -> each.key, each -> each.value.getRule(), each -> each.value.getState())
        .containsExactly(tuple("s/er", "forgets", AlertState.FIRING));
    Alert alert = alerts.get(0).value;
    assertThat(alert.getMetric()).isEqualTo("forgetting");
    assertThat(alert.getValue()).isEqualTo(.4);
    assertThat(alert.getVersion()).isEqualTo(30);
    assertThat(alert.getSequence()).isEqualTo(299);
    assertThat(alert.getEventTime()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(alert.getDetail())
        .isEqualTo("er of stream s breaks rule forgets (forgetting above 0.2): it is 0.4");
    assertThat(board.alerts(LEARNER).orElseThrow().firing()).containsExactly(alert);
    assertThat(board.alerts(LEARNER).orElseThrow().rules())
        .containsExactly("behind", "collapses", "forgets", "poisoned", "worst");
  }

  @Test
  void ofForgettingEndsOnceAtTheLevelThatClears() {
    publish(1, "forgetting", .3);
    publish(2, "forgetting", .15);
    publish(3, "forgetting", .25);
    publish(4, "forgetting", .1);
    publish(5, "forgetting", .05);

    assertThat(alerts())
        .extracting(Alert::getState, Alert::getValue, Alert::getSequence, Alert::getDetail)
        .containsExactly(
            tuple(
                AlertState.FIRING,
                .3,
                1L,
                "er of stream s breaks rule forgets (forgetting above 0.2): it is 0.3"),
            tuple(
                AlertState.RESOLVED,
                .1,
                4L,
                "er of stream s keeps again rule forgets (forgetting above 0.2): it is 0.1"));
    assertThat(board.alerts(LEARNER).orElseThrow().firing()).isEmpty();
  }

  @Test
  void ofTheWorstCase() {
    publish(1, "worst-case-accuracy", .6);
    publish(2, "worst-case-accuracy", .59);
    publish(3, "worst-case-accuracy", null);

    assertThat(alerts())
        .extracting(Alert::getRule, Alert::getState, Alert::getValue, Alert::getDetail)
        .containsExactly(
            tuple(
                "worst",
                AlertState.FIRING,
                .59,
                "er of stream s breaks rule worst (worst-case-accuracy below 0.6): it is 0.59"),
            tuple(
                "worst",
                AlertState.RESOLVED,
                null,
                "er of stream s keeps again rule worst (worst-case-accuracy below 0.6): it is"
                    + " undefined, because it takes a second learned task"));
  }

  @Test
  void ofADropFromPredictions() {
    // Ten right, ten right, then all wrong: the window of ten answers falls from 1 to 0.
    RecordEncoder<Prediction> predictions =
        RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    IntStream.range(0, 60)
        .forEach(
            i ->
                publish(
                    Topic.PREDICTIONS,
                    predictions.encode(Records.prediction(i, i < 20 ? 0 : 1, 0))));

    // The highest of three values is 1 until the second after it.
    assertThat(alerts())
        .extracting(Alert::getRule, Alert::getState, Alert::getValue, Alert::getSequence)
        .containsExactly(
            tuple("collapses", AlertState.FIRING, 0.0, 29L),
            tuple("collapses", AlertState.RESOLVED, 0.0, 49L));
  }

  @Test
  void ofStepsThatWouldHavePoisonedTheModel() {
    RecordEncoder<Prediction> predictions =
        RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);
    for (int i = 0; i < 40; i++) {
      publish(
          Topic.PREDICTIONS,
          predictions.encode(
              Records.prediction(i, Records.label(0), Records.label(0), i < 15 ? 0 : 2)));
    }

    // Published at 10, at once when two updates were refused, and every ten answers.
    assertThat(alerts())
        .extracting(Alert::getRule, Alert::getState, Alert::getValue, Alert::getSequence)
        .containsExactly(
            tuple("poisoned", AlertState.FIRING, 2.0, 15L),
            tuple("poisoned", AlertState.RESOLVED, 2.0, 19L));
  }

  @Test
  void ofLagAreLookedAtByTheClock() {
    publish(7, "kappa", .5);
    look(1_000);
    List<Alert> unknown = alerts();
    look(101);
    List<Alert> once = alerts();
    look(101);
    List<Alert> twice = alerts();
    look(11);
    look(-1);
    List<Alert> still = alerts();
    look(10);
    List<Alert> ended = alerts();

    assertThat(unknown).isEmpty();
    assertThat(once).hasSize(1);
    assertThat(twice).isEmpty();
    assertThat(still).isEmpty();
    assertThat(once.get(0))
        .satisfies(
            alert -> {
              assertThat(alert.getRule()).isEqualTo("behind");
              assertThat(alert.getValue()).isEqualTo(101);
              assertThat(alert.getSequence()).isEqualTo(7);
            });
    assertThat(ended)
        .extracting(Alert::getState, Alert::getValue)
        .containsExactly(tuple(AlertState.RESOLVED, 10.0));
  }

  private void look(long entries) {
    lag.set(entries);
    driver.advanceWallClockTime(AlertFold.TICK);
  }

  @Test
  void areRaisedForTheLearnersOfTheRuleOnly() {
    publish(1, "forgetting", .15);

    assertThat(alerts()).isEmpty();
  }

  @Test
  void goOnWhereTheyStopped() throws IOException {
    AlertRules rules = settings("a: {metric: kappa, above: 0, after: 2}").fold().alerts();
    StateCodec<Watches> codec = AlertFold.codec(rules);
    Watches watches = codec.initial();
    assertThat(take(watches, 1)).isEmpty();
    Watches restored = Codecs.loaded(codec, Codecs.saved(codec, watches));
    List<Alert> firing = take(restored, 2);
    Watches again = Codecs.loaded(codec, Codecs.saved(codec, restored));

    assertThat(firing).extracting(Alert::getState).containsExactly(AlertState.FIRING);
    assertThat(again.snapshot(LEARNER).firing()).isEqualTo(firing);
    assertThat(take(again, 3)).isEmpty();
    assertThat(again.retired()).isEmpty();
  }

  @Test
  void endWhenTheirRuleHasChanged() throws IOException {
    AlertRules rules = settings("a: {metric: kappa, above: 0}").fold().alerts();
    Watches watches = AlertFold.codec(rules).initial();
    take(watches, 1);
    byte[] saved = Codecs.saved(AlertFold.codec(rules), watches);
    AlertRules others = settings("a: {metric: kappa, above: 0.5}").fold().alerts();
    Watches changed = Codecs.loaded(AlertFold.codec(others), saved);

    assertThat(changed.retired())
        .extracting(Alert::getState, Alert::getValue, Alert::getDetail)
        .containsExactly(
            tuple(
                AlertState.RESOLVED,
                null,
                "rule a, which er of stream s broke, is gone or has changed"));
    assertThat(changed.retired()).isEmpty();
    assertThat(take(changed, 2)).as("and may begin anew").hasSize(1);
  }

  private static List<Alert> take(Watches watches, long sequence) {
    return watches.metric(
        LEARNER, "kappa", Measured.of(1, 1), new Place(0, sequence, Instant.EPOCH));
  }

  @Test
  void areOfNoStateOfAVersionThatIsNotKnown() {
    StateCodec<Watches> codec = AlertFold.codec(AlertRules.of(Map.of()));
    assertThatThrownBy(() -> Codecs.loaded(codec, new byte[] {77}))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of alerts has unknown version 77");
  }

  @Test
  void areNotStoppedByAMetricThatIsNone() {
    publish(Topic.METRICS, new byte[] {1, 2, 3});
    publish(1, "forgetting", Double.NaN);
    publish(2, "forgetting", .3);

    assertThat(rejectsTopic.readValuesToList())
        .extracting(Reject::getTopic, Reject::getReason)
        .containsExactly(tuple("metrics", "not-wire-format"), tuple("metrics", "out-of-range"));
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void areTakenFromTheBoardWhenAnotherProcessJudges() {
    publish(1, "forgetting", .3);
    assertThat(board.alerts(LEARNER)).isPresent();
    stop();
    start();

    assertThat(board.alerts(LEARNER)).isEmpty();
  }
}
