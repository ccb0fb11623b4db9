package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.Problems;
import dev.perennial.schemas.topic.Topic;
import java.io.Serializable;

/**
 * What an entry of a stream's log may ask of a model: {@code limits} of a learner. They bound what
 * input can make a model hold; an entry that asks for more is rejected.
 *
 * @param maxClasses classes of a stream: an index must be below; at least 1
 * @param maxTasks tasks of a stream: an index must be below; in [1, {@link Topic#MOST_TASKS}]
 * @param maxRowBytes of one row of features, in [1, {@link Topic#MAX_OUTPUT_BYTES}]
 * @param maxModelBytes that a stream's first row may make its model begin with, parameters and one
 *     batch, in [1, 2^31 - 1]
 * @param maxHoldoutBytes that all hold-out sets of a stream take, at least 1; where there is no
 *     room for a task's sample, sets with more than twice as many give up half of theirs
 * @param maxAwaited answers on examples without a label that are kept for when it comes, the
 *     newest, at least 0; where one is not kept the answer of the step stands in for it
 * @param maxGap entries that may be missing before the next; 0 if the log must be whole
 */
public record EntryLimits(
    int maxClasses,
    int maxTasks,
    int maxRowBytes,
    long maxModelBytes,
    long maxHoldoutBytes,
    int maxAwaited,
    long maxGap)
    implements Serializable {

  /** What missing keys mean. */
  public static final EntryLimits DEFAULTS =
      new EntryLimits(10_000, Topic.MOST_TASKS, 1 << 20, 256L << 20, 512L << 20, 100_000, 0);

  /** Checks the ranges. */
  public EntryLimits {
    new Problems("limits")
        .atLeast("maxClasses", maxClasses, 1)
        .within("maxTasks", maxTasks, 1, Topic.MOST_TASKS)
        .within("maxRowBytes", maxRowBytes, 1, Topic.MAX_OUTPUT_BYTES)
        .within("maxModelBytes", maxModelBytes, 1, Integer.MAX_VALUE)
        .atLeast("maxHoldoutBytes", maxHoldoutBytes, 1)
        .atLeast("maxAwaited", maxAwaited, 0)
        .atLeast("maxGap", maxGap, 0)
        .throwIfAny();
  }

  /**
   * Checks what a model begins with: its parameters and one batch.
   *
   * @throws IllegalArgumentException if that is too much, or the learner cannot take such features
   */
  void requireRoom(Recipe recipe, Features features) {
    long bytes =
        Learners.parameterBytes(recipe, features) + (long) recipe.batch() * features.sizeBytes();
    if (bytes > maxModelBytes) {
      throw new IllegalArgumentException(
          "a model must begin with at most %d bytes: %s needs %d"
              .formatted(maxModelBytes, features, bytes));
    }
  }
}
