package dev.perennial.learner.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a learner computes. It is no part of what a learner is: a savepoint goes on wherever the
 * settings then say.
 */
public enum DeviceSetting {
  /** On a GPU if Flink gave the task one, the engine has CUDA and the learner can; else as cpu. */
  AUTO,
  /** On the processor. */
  CPU,
  /** On a GPU that Flink gave the task; the job does not start without one. */
  GPU;

  /** What a configuration calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The setting of a name such as {@code gpu}, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static DeviceSetting named(String name) {
    return Arrays.stream(values())
        .filter(setting -> setting.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be auto, cpu or gpu: " + name));
  }
}
