package dev.perennial.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.evaluator.alert.AlertRule;
import dev.perennial.evaluator.drift.DriftRule;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.evaluator.topology.EvaluatorTopology;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class EvaluatorSettingsTest {

  private static EvaluatorSettings parsed(String yaml) {
    return SettingsFile.parse(yaml, name -> null)
        .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS);
  }

  @Test
  void areTheDefaultsWhereTheSectionIsLeftOut() {
    assertThat(parsed("kafka: {bootstrap.servers: 'b:1'}")).isEqualTo(EvaluatorSettings.DEFAULTS);
    assertThat(EvaluatorSettings.DEFAULTS.web().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void readEveryKey() {
    assertThat(
            parsed(
                """
                evaluator:
                  applicationId: other
                  web: {host: 0.0.0.0, port: 9000, token: 0123456789abcdef, history: PT1H}
                  emitEvery: 7
                  window: 50
                  fading: 0.99
                  evaluationWindow: 20
                  keptTasks: 30
                  experts: {"*": alone}
                  ranking:
                    objective: {worst-case-accuracy: 1, windowed-forgetting-20: -2}
                    window: 3
                    confidence: 0.99
                    hold: 2
                    champions: {s: er}
                  alerts:
                    forgets: {metric: forgetting, above: 0.2, clear: 0.1, after: 2, stream: s, learner: er}
                    poisoned: {metric: refused-steps, rise: 0, window: 10}
                  drift: {"*": {learner: er, detector: "adwin:0.01"}}
                  jobs: [one, two]
                  maxLearners: 4
                  maxClasses: 5
                  maxSequenceGap: 6
                  maxOpenEvaluations: 8
                  commitInterval: PT2S
                  threads: 3
                  streams: {state.dir: /somewhere}
                """))
        .isEqualTo(
            new EvaluatorSettings(
                "other",
                new WebSettings("0.0.0.0", 9000, "0123456789abcdef", Duration.ofHours(1)),
                7,
                50,
                .99,
                20,
                30,
                Map.of("*", "alone"),
                new RankingSettings(
                    Map.of("worst-case-accuracy", 1.0, "windowed-forgetting-20", -2.0),
                    3,
                    .99,
                    2,
                    Map.of("s", "er")),
                Map.of(
                    "forgets",
                    new AlertRule(
                        "forgetting",
                        OptionalDouble.of(.2),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalInt.empty(),
                        OptionalDouble.of(.1),
                        2,
                        "s",
                        "er"),
                    "poisoned",
                    new AlertRule(
                        "refused-steps",
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.of(0),
                        OptionalInt.of(10),
                        OptionalDouble.empty(),
                        1,
                        "*",
                        "*")),
                Map.of("*", new DriftRule("er", "adwin:0.01")),
                List.of("one", "two"),
                4,
                5,
                6,
                8,
                Duration.ofSeconds(2),
                3,
                Map.of("state.dir", "/somewhere")));
  }

  @Test
  void refuseADetectorThatWatchesNoErrors() {
    assertThatThrownBy(
            () ->
                parsed(
                    """
                    evaluator:
                      drift:
                        a: {learner: "", detector: hdddm}
                        b: {learner: er, detector: adwin:2}
                    """))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "evaluator.drift.a.learner must not be blank: \"\"",
                        "evaluator.drift.a.detector must take errors: hdddm",
                        "evaluator.drift.b.detector is no detector: drift detector delta must be in"
                            + " (0.0, 1.0): \"adwin:2\""));
  }

  @Test
  void reportEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                parsed(
                    """
                    evaluator:
                      applicationId: ""
                      emitEvery: 0
                      window: 0
                      fading: 0
                      evaluationWindow: 1
                      keptTasks: 501
                      ranking: {objective: {kappa: 1}}
                      maxLearners: 0
                      maxClasses: 0
                      maxSequenceGap: 0
                      maxOpenEvaluations: 101
                      commitInterval: PT0S
                      threads: 0
                    """))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "evaluator.applicationId must not be blank: \"\"",
                        "evaluator.emitEvery must be at least 1: 0",
                        "evaluator.window must be at least 1: 0",
                        "evaluator.fading must be in [1.0E-6, 1.0]: 0.0",
                        "evaluator.evaluationWindow must be in [2, 100]: 1",
                        "evaluator.keptTasks must be in [2, 500]: 501",
                        "evaluator.maxLearners must be at least 1: 0",
                        "evaluator.maxClasses must be at least 1: 0",
                        "evaluator.maxSequenceGap must be at least 1: 0",
                        "evaluator.maxOpenEvaluations must be in [1, 100]: 101",
                        "evaluator.commitInterval must be at least PT0.001S: PT0S",
                        "evaluator.threads must be at least 1: 0",
                        "evaluator.ranking.objective must name metrics among "
                            + Metrics.namesOfEvaluations(2)
                            + ": kappa"));
  }

  @Test
  void reportEveryProblemOfTheRanking() {
    assertThatThrownBy(
            () ->
                parsed(
                    """
                    evaluator:
                      ranking: {objective: {forgetting: 0}, window: 101, confidence: 1, hold: 0}
                    """))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "evaluator.ranking.objective.forgetting must be in [-1000.0, 1000.0] and not 0:"
                            + " 0.0",
                        "evaluator.ranking.window must be in [1, 100]: 101",
                        "evaluator.ranking.confidence must be above 0, below 1: 1.0",
                        "evaluator.ranking.hold must be at least 1: 0"));
  }

  @Test
  void reportEveryProblemOfEveryAlert() {
    List<String> metrics = AlertRule.metrics(10);
    assertThatThrownBy(
            () ->
                parsed(
                    """
                    evaluator:
                      alerts:
                        a: {metric: task-accuracy, below: 0.5, clear: 0.4, window: 5}
                        b: {metric: forgetting, above: 0.2, clear: 0.3, after: 0}
                        c: {above: "NaN", metric: lag}
                        d: {metric: kappa, drop: -0.1, window: 1}
                        e: {metric: kappa, rise: 1, below: 2, window: 1001}
                        f: {metric: kappa}
                    """))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "evaluator.alerts.a.metric must be one of " + metrics + ": task-accuracy",
                        "evaluator.alerts.a.window goes with drop and rise only: 5",
                        "evaluator.alerts.a.clear must be at least 0.5: 0.4",
                        "evaluator.alerts.b.after must be at least 1: 0",
                        "evaluator.alerts.b.clear must be at most 0.2: 0.3",
                        "evaluator.alerts.c.above must be finite: NaN",
                        "evaluator.alerts.d.drop must be finite and not negative: -0.1",
                        "evaluator.alerts.d.window must be in [2, 1000]: 1",
                        "evaluator.alerts.e must state one of above, below, drop and rise:"
                            + " [BELOW, RISE]",
                        "evaluator.alerts.f must state one of above, below, drop and rise: []"));
    assertThat(metrics).contains("forgetting", "worst-case-accuracy", "refused-steps", "lag");
  }

  @Test
  void refuseAKeyThatNoAlertHas() {
    assertThatThrownBy(() -> parsed("evaluator: {alerts: {a: {metric: kappa, over: 1}}}"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("evaluator.alerts.a.over is no key; there are:");
  }

  @Test
  void takeAnObjectiveOfTheUsersInPlaceOfTheDefault() {
    RankingSettings own = parsed("evaluator: {ranking: {objective: {min-accuracy: 1}}}").ranking();

    assertThat(own.objective()).containsExactly(Map.entry("min-accuracy", 1.0));
  }

  @Test
  void letKafkasKeysGoOverWhatIsChosenForSpeed() {
    Properties properties =
        Evaluator.properties(
            new KafkaSettings(Map.of("bootstrap.servers", "b:1", "commit.interval.ms", "5")),
            parsed("evaluator: {streams: {num.stream.threads: 9, state.dir: /somewhere}}"));

    assertThat(properties)
        .containsEntry("bootstrap.servers", "b:1")
        .containsEntry("commit.interval.ms", "5")
        .containsEntry("num.stream.threads", "9")
        .containsEntry("state.dir", "/somewhere");
  }

  @Test
  void doNotLetKafkasKeysGoOverWhatIsChosenForSafety() {
    Properties properties =
        Evaluator.properties(
            new KafkaSettings(Map.of("bootstrap.servers", "b:1", "max.request.size", "1")),
            parsed(
                """
                evaluator:
                  streams:
                    processing.guarantee: at_least_once
                    main.consumer.isolation.level: read_uncommitted
                """));

    assertThat(properties)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("main.consumer.isolation.level", "read_committed")
        .containsEntry("producer.max.request.size", EvaluatorTopology.MAX_RECORD_BYTES);
  }

  @Test
  void areRefusedWhereKafkaStreamsWouldRefuseThem() {
    EvaluatorSettings settings = parsed("evaluator: {streams: {num.standby.replicas: few}}");

    assertThatThrownBy(() -> Evaluator.properties(KafkaSettings.at("b:1"), settings))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("evaluator.streams: Invalid value few for configuration");
  }

  @Test
  void tellNoSecretInWords() {
    assertThat(parsed("evaluator: {streams: {sasl.jaas.config: s3cr3t}}"))
        .hasToString(
            "EvaluatorSettings[applicationId=perennial-evaluator, streams=[sasl.jaas.config]]");
  }
}
