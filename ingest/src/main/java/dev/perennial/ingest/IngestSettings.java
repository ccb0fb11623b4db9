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
 * @param maxHeldCommands commands a partition may hold back until their place comes, at least 1
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
    int maxHeldCommands,
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
          1_000,
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
        .require(
            maxTasks >= 1 && maxTasks <= Topic.MOST_TASKS,
            "maxTasks",
            "must be in [1, " + Topic.MOST_TASKS + "]",
            maxTasks)
        .atLeast("maxHeldCommands", maxHeldCommands, 1)
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
        maxHeldCommands,
        threads,
        commitInterval,
        streams);
  }
}
