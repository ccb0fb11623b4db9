package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryLimitsTest {

  private static Map<String, LearnerSettings> learners(String limits) {
    return SettingsFile.parse("learners: {er: {limits: {%s}}}".formatted(limits), name -> null)
        .named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS);
  }

  @Test
  void haveDefaults() {
    assertThat(learners("").get("er").limits()).isEqualTo(EntryLimits.DEFAULTS);
    assertThat(EntryLimits.DEFAULTS)
        .isEqualTo(
            new EntryLimits(10_000, 10_000, 1_048_576, 268_435_456, 536_870_912, 100_000, 0));
  }

  @Test
  void mapEveryKey() {
    assertThat(
            learners(
                    "maxClasses: 1, maxTasks: 2, maxRowBytes: 3, maxModelBytes: 4,"
                        + " maxHoldoutBytes: 5, maxAwaited: 7, maxGap: 6")
                .get("er")
                .limits())
        .isEqualTo(new EntryLimits(1, 2, 3, 4, 5, 7, 6));
  }

  @Test
  void reportEveryProblemAtOnceUnderItsPath() {
    assertThatThrownBy(
            () ->
                learners(
                    "maxClasses: 0, maxTasks: 10001, maxRowBytes: 8388609, maxModelBytes: 0,"
                        + " maxHoldoutBytes: 0, maxAwaited: -1, maxGap: -1"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "learners.er.limits.maxClasses must be at least 1: 0",
                        "learners.er.limits.maxTasks must be in [1, 10000]: 10001",
                        "learners.er.limits.maxRowBytes must be in [1, 8388608]: 8388609",
                        "learners.er.limits.maxModelBytes must be in [1, 2147483647]: 0",
                        "learners.er.limits.maxHoldoutBytes must be at least 1: 0",
                        "learners.er.limits.maxAwaited must be at least 0: -1",
                        "learners.er.limits.maxGap must be at least 0: -1"));
  }
}
