package dev.perennial.ingest;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import dev.perennial.schemas.topic.Topic;
import java.time.Duration;
import java.util.Map;

/**
 * The section {@code ingest}. Limits bound what input can make the application hold; whatever goes
 * beyond one is rejected.
 *
 * @param applicationId names the consumer group, the transactions and the internal topics; another
 *     one starts from the beginning of the input
 * @param holdoutShare the share of labelled samples with split AUTO that only ever score, in [0, 1]
 * @param maxRecordBytes the largest value accepted, in bytes, at least 1, at most what the input
 *     topics take
 * @param maxStreams streams a partition may have, at least 1
 * @param maxClasses classes a stream may have, at least 1
 * @param maxTasks tasks a stream may have, in [1, {@link Topic#MOST_TASKS}]
 * @param taskWindow how many places of its log a task of a stream is long where samples name none;
 *     0 for one task without an end
 * @param maxNames classes and tasks that all streams of a partition may have together, at least 1
 * @param maxNameLength the longest id, stream, class or task, in UTF-16 units, in [1, {@link
 *     Topic#LONGEST_NAME}]
 * @param maxHeldCommands commands a partition may hold back until their place comes, at least 1
 * @param maxCommandBytes the largest command accepted, in bytes, at least 1: held ones are kept
 * @param threads partitions worked on side by side, at least 1
 * @param commitInterval between two transactions, at least 1 ms: how long readers wait
 * @param streams passed to Kafka Streams as they are, over everything but what makes results exact
 */
public record IngestSettings(
    String applicationId,
    double holdoutShare,
    int maxRecordBytes,
    int maxStreams,
    int maxClasses,
    int maxTasks,
    int taskWindow,
    int maxNames,
    int maxNameLength,
    int maxHeldCommands,
    int maxCommandBytes,
    int threads,
    Duration commitInterval,
    Map<String, String> streams) {

  /** What a section that is left out means. */
  public static final IngestSettings DEFAULTS =
      new IngestSettings(
          "perennial-ingest",
          0.1,
          1 << 20,
          1_000,
          10_000,
          Topic.MOST_TASKS,
          0,
          100_000,
          Topic.LONGEST_NAME,
          1_000,
          16 << 10,
          1,
          Duration.ofMillis(100),
          Map.of());

  /** Checks the ranges and copies the properties. */
  public IngestSettings {
    streams = Map.copyOf(streams);
    new Problems("ingest")
        .notBlank("applicationId", applicationId)
        .within("holdoutShare", holdoutShare, 0, 1)
        .atLeast("maxRecordBytes", maxRecordBytes, 1)
        .require(
            maxRecordBytes <= Topic.MAX_INPUT_BYTES,
            "maxRecordBytes",
            "must be at most " + Topic.MAX_INPUT_BYTES,
            maxRecordBytes)
        .atLeast("maxStreams", maxStreams, 1)
        .atLeast("maxClasses", maxClasses, 1)
        .within("maxTasks", maxTasks, 1, Topic.MOST_TASKS)
        .atLeast("taskWindow", taskWindow, 0)
        .atLeast("maxNames", maxNames, 1)
        .within("maxNameLength", maxNameLength, 1, Topic.LONGEST_NAME)
        .atLeast("maxHeldCommands", maxHeldCommands, 1)
        .atLeast("maxCommandBytes", maxCommandBytes, 1)
        .atLeast("threads", threads, 1)
        .require(
            commitInterval.toMillis() >= 1,
            "commitInterval",
            "must be at least PT0.001S",
            commitInterval)
        .throwIfAny();
  }

  /**
   * The same with another share of samples that only score.
   *
   * @throws InvalidSettingsException if it is not in [0, 1]
   */
  public IngestSettings withHoldoutShare(double share) {
    return new IngestSettings(
        applicationId,
        share,
        maxRecordBytes,
        maxStreams,
        maxClasses,
        maxTasks,
        taskWindow,
        maxNames,
        maxNameLength,
        maxHeldCommands,
        maxCommandBytes,
        threads,
        commitInterval,
        streams);
  }

  /**
   * The same with tasks of another length where samples name none.
   *
   * @throws InvalidSettingsException if it is negative
   */
  public IngestSettings withTaskWindow(int places) {
    return new IngestSettings(
        applicationId,
        holdoutShare,
        maxRecordBytes,
        maxStreams,
        maxClasses,
        maxTasks,
        places,
        maxNames,
        maxNameLength,
        maxHeldCommands,
        maxCommandBytes,
        threads,
        commitInterval,
        streams);
  }
}
