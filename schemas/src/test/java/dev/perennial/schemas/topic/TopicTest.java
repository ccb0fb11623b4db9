package dev.perennial.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.Experience;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

  @Test
  void standInTheOrderDataFlows() {
    assertThat(Topic.values())
        .extracting(Topic::topicName)
        .containsExactly(
            "samples",
            "labels",
            "control",
            "experiences",
            "rejects",
            "predictions",
            "scores",
            "steps",
            "models",
            "audits",
            "metrics",
            "rankings",
            "alerts");
  }

  @Test
  void nameTheirSubjectAndTheirType() {
    assertThat(Topic.EXPERIENCES.subject()).isEqualTo("experiences-value");
    assertThat(Topic.EXPERIENCES.type()).isEqualTo(Experience.class);
    assertThat(Topic.EXPERIENCES.schema()).isEqualTo(Experience.getClassSchema());
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void areFoundByTheirName(Topic topic) {
    assertThat(Topic.named(topic.topicName())).contains(topic);
    assertThat(Topic.named(topic.name())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SAMPLES, P7D",
    "LABELS, P7D",
    "PREDICTIONS, P7D",
    "STEPS, P7D",
    "METRICS, P7D",
  })
  void keepForAWeekWhatIsOnlyPassedOn(Topic topic, Duration kept) {
    assertThat(topic.config()).containsEntry("retention.ms", "" + kept.toMillis());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CONTROL", "EXPERIENCES", "REJECTS", "SCORES", "MODELS", "RANKINGS", "ALERTS"})
  void keepForEverWhatAReplayNeeds(Topic topic) {
    assertThat(topic.config()).containsEntry("retention.ms", "-1");
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void areNeverCompacted(Topic topic) {
    assertThat(topic.config()).containsEntry("cleanup.policy", "delete");
  }

  @Test
  void takeARejectOfTheLargestInput() {
    int largestInput = Integer.parseInt(Topic.SAMPLES.config().get("max.message.bytes"));
    int largestReject = Integer.parseInt(Topic.REJECTS.config().get("max.message.bytes"));

    // A reject has the value once and the key twice, so at most twice the input and a little.
    assertThat(largestReject).isGreaterThan(2 * largestInput + 10_000);
  }

  @Test
  void areNotCreatedWithSettingsOutOfRange() {
    assertThatThrownBy(() -> new TopicSettings(0, (short) 0, 2))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "topics.partitions must be at least 1: 0",
                        "topics.replicationFactor must be at least 1: 0",
                        "topics.minInSyncReplicas must not exceed replicationFactor 0: 2"));
  }
}
