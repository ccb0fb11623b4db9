package dev.perennial.ingest;

import dev.perennial.schemas.settings.Problems;
import dev.perennial.schemas.topic.Topic;

/**
 * What input can make the application hold; whatever goes beyond is rejected.
 *
 * @param maxRecordBytes the largest value accepted, in bytes, at least 1, at most what the input
 *     topics take
 * @param maxStreams streams a partition may have, at least 1
 * @param maxClasses classes a stream may have, at least 1
 * @param maxTasks tasks a stream may have, in [1, {@link Topic#MOST_TASKS}]
 * @param maxNames classes and tasks that all streams of a partition may have together, at least 1
 * @param maxNameLength the longest id, stream, class or task, in UTF-16 units, in [1, {@link
 *     Topic#LONGEST_NAME}]
 * @param maxHeldCommands commands a partition may hold back until their place comes, at least 1
 * @param maxHeldLabels labels a partition may hold back until their place comes, at least 1
 * @param maxCommandBytes the largest command or label accepted, in bytes, at least 1: held ones are
 *     kept
 */
public record IngestLimits(
    int maxRecordBytes,
    int maxStreams,
    int maxClasses,
    int maxTasks,
    int maxNames,
    int maxNameLength,
    int maxHeldCommands,
    int maxHeldLabels,
    int maxCommandBytes) {

  static final IngestLimits DEFAULTS =
      new IngestLimits(
          1 << 20,
          1_000,
          10_000,
          Topic.MOST_TASKS,
          100_000,
          Topic.LONGEST_NAME,
          1_000,
          100_000,
          16 << 10);

  /** Checks the ranges. */
  public IngestLimits {
    new Problems("limits")
        .atLeast("maxRecordBytes", maxRecordBytes, 1)
        .require(
            maxRecordBytes <= Topic.MAX_INPUT_BYTES,
            "maxRecordBytes",
            "must be at most " + Topic.MAX_INPUT_BYTES,
            maxRecordBytes)
        .atLeast("maxStreams", maxStreams, 1)
        .atLeast("maxClasses", maxClasses, 1)
        .within("maxTasks", maxTasks, 1, Topic.MOST_TASKS)
        .atLeast("maxNames", maxNames, 1)
        .within("maxNameLength", maxNameLength, 1, Topic.LONGEST_NAME)
        .atLeast("maxHeldCommands", maxHeldCommands, 1)
        .atLeast("maxHeldLabels", maxHeldLabels, 1)
        .atLeast("maxCommandBytes", maxCommandBytes, 1)
        .throwIfAny();
  }
}
