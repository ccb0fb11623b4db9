package dev.perennial.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.evaluator.topology.EvaluatorTopology;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.time.Duration;
import java.util.Map;
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
    assertThat(EvaluatorSettings.DEFAULTS.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void readEveryKey() {
    assertThat(
            parsed(
                """
                evaluator:
                  applicationId: other
                  host: 0.0.0.0
                  port: 9000
                  emitEvery: 7
                  window: 50
                  fading: 0.99
                  evaluationWindow: 20
                  keptTasks: 30
                  experts: {"*": alone}
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
                "0.0.0.0",
                9000,
                7,
                50,
                .99,
                20,
                30,
                Map.of("*", "alone"),
                4,
                5,
                6,
                8,
                Duration.ofSeconds(2),
                3,
                Map.of("state.dir", "/somewhere")));
  }

  @Test
  void reportEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                parsed(
                    """
                    evaluator:
                      applicationId: ""
                      port: 70000
                      emitEvery: 0
                      window: 0
                      fading: 0
                      evaluationWindow: 1
                      keptTasks: 501
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
                        "evaluator.port must be in [0, 65535]: 70000",
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
                        "evaluator.threads must be at least 1: 0"));
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
}
