package dev.perennial.ingest;

import dev.perennial.schemas.drift.DriftSettings;
import dev.perennial.schemas.http.StatusSettings;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The section {@code ingest}.
 *
 * @param applicationId names the consumer group, the transactions and the internal topics; another
 *     one starts from the beginning of the input
 * @param holdoutShare the share of labelled samples with split AUTO that only ever score, in [0, 1]
 * @param rememberedIds of how many samples of a partition, the newest, the ids are known, so that
 *     one that comes again is a duplicate, at least 0
 * @param labels how labels that come late are joined to their samples
 * @param tasks how the tasks of samples that name none are named, by stream, {@code *} for every
 *     other: a {@link TaskRule} as text
 * @param drift how changes are found where the rule is {@link TaskRule.Detect}
 * @param limits what input can make the application hold
 * @param web where probes and Prometheus ask
 * @param threads partitions worked on side by side, at least 1
 * @param commitInterval between two transactions, at least 1 ms: how long readers wait
 * @param streams passed to Kafka Streams as they are, over everything but what makes results exact
 */
public record IngestSettings(
    String applicationId,
    double holdoutShare,
    int rememberedIds,
    LabelSettings labels,
    Map<String, TaskRule> tasks,
    DriftSettings drift,
    IngestLimits limits,
    StatusSettings web,
    int threads,
    Duration commitInterval,
    Map<String, String> streams) {

  /** What a section that is left out means. */
  public static final IngestSettings DEFAULTS =
      new IngestSettings(
          "perennial-ingest",
          0.1,
          200_000,
          LabelSettings.DEFAULTS,
          Map.of(),
          DriftSettings.DEFAULTS,
          IngestLimits.DEFAULTS,
          StatusSettings.DEFAULTS,
          1,
          Duration.ofMillis(100),
          Map.of());

  private static final String EVERY_OTHER = "*";

  /** Checks the ranges and copies the maps. */
  public IngestSettings {
    tasks = Map.copyOf(tasks);
    streams = Map.copyOf(streams);
    new Problems("ingest")
        .notBlank("applicationId", applicationId)
        .within("holdoutShare", holdoutShare, 0, 1)
        .atLeast("rememberedIds", rememberedIds, 0)
        .atLeast("threads", threads, 1)
        .require(
            commitInterval.toMillis() >= 1,
            "commitInterval",
            "must be at least PT0.001S",
            commitInterval)
        .throwIfAny();
  }

  /** The application's name and the keys of {@code streams}, whose values may be secrets. */
  @Override
  public String toString() {
    return "IngestSettings[applicationId=%s, streams=%s]"
        .formatted(applicationId, new TreeMap<>(streams).keySet());
  }

  /** How the tasks of a stream's samples are named where they name none. */
  public TaskRule tasksOf(String stream) {
    return tasks.getOrDefault(stream, tasks.getOrDefault(EVERY_OTHER, TaskRule.DEFAULT));
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
        rememberedIds,
        labels,
        tasks,
        drift,
        limits,
        web,
        threads,
        commitInterval,
        streams);
  }

  /** The same with another rule for the tasks of a stream, or of every other for {@code *}. */
  public IngestSettings withTasks(String stream, TaskRule rule) {
    Map<String, TaskRule> changed = new TreeMap<>(tasks);
    changed.put(stream, rule);
    return new IngestSettings(
        applicationId,
        holdoutShare,
        rememberedIds,
        labels,
        changed,
        drift,
        limits,
        web,
        threads,
        commitInterval,
        streams);
  }
}
