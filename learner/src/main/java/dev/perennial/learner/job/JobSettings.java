package dev.perennial.learner.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.perennial.schemas.settings.Problems;
import java.time.Duration;
import java.util.Locale;

/**
 * How the job runs: the section {@code job}.
 *
 * @param name of the job, and the prefix of its consumer group and transactions: two jobs on one
 *     cluster need two names
 * @param parallelism learner slots, 1 to {@link #MAX_PARALLELISM}
 * @param delivery what readers of the results may see twice
 * @param checkpointInterval between the starts of two checkpoints: how long a result waits until it
 *     is visible, and the most work that a failure repeats
 * @param maxModels models a slot may have, streams times learners, at least 1; entries of a stream
 *     that would need one more are rejected
 * @param maxAwakeModels how many of them a slot keeps in memory at once, at least 1: the one that
 *     read an entry longest ago makes room, and is read from the state again with its next one
 * @param checkpoints where checkpoints are written, a URI that Flink's file systems know
 * @param snapshots where model snapshots are written, a URI that Flink's file systems know
 * @param rereadResults whether the topics of results are read at every start, and what they hold is
 *     not written again: for a job that is started from another checkpoint than its newest. One
 *     that is started without any does so anyway
 * @param transactionTimeout how long a transaction may stay open; must not exceed the broker's
 *     {@code transaction.max.timeout.ms}
 */
public record JobSettings(
    String name,
    int parallelism,
    Delivery delivery,
    Duration checkpointInterval,
    int maxModels,
    int maxAwakeModels,
    String checkpoints,
    String snapshots,
    boolean rereadResults,
    Duration transactionTimeout) {

  /**
   * The most learner slots. State is cut into as many parts for good: a savepoint of one
   * parallelism starts with any other up to here.
   */
  public static final int MAX_PARALLELISM = 128;

  /** What missing keys mean. */
  public static final JobSettings DEFAULTS =
      new JobSettings(
          "perennial-learner",
          1,
          Delivery.EXACTLY_ONCE,
          Duration.ofSeconds(1),
          1_000,
          1_000,
          "file:///var/lib/perennial/checkpoints",
          "file:///var/lib/perennial/snapshots",
          false,
          Duration.ofMinutes(10));

  /** Checks the ranges. */
  public JobSettings {
    new Problems("job")
        .notBlank("name", name)
        .atLeast("parallelism", parallelism, 1)
        .require(
            parallelism <= MAX_PARALLELISM,
            "parallelism",
            "must be at most " + MAX_PARALLELISM,
            parallelism)
        .require(
            checkpointInterval.toMillis() >= 10,
            "checkpointInterval",
            "must be at least 10 ms",
            checkpointInterval)
        .atLeast("maxModels", maxModels, 1)
        .atLeast("maxAwakeModels", maxAwakeModels, 1)
        .notBlank("checkpoints", checkpoints)
        .notBlank("snapshots", snapshots)
        .require(
            transactionTimeout.compareTo(checkpointInterval) > 0,
            "transactionTimeout",
            "must exceed checkpointInterval " + checkpointInterval,
            transactionTimeout)
        .throwIfAny();
  }

  /** What readers of the results may see twice. */
  public enum Delivery {
    /** Nothing: results become visible with the checkpoint that covers them. */
    EXACTLY_ONCE,
    /** Results at once; after a failure some come again, byte for byte and under the same ids. */
    AT_LEAST_ONCE;

    /** The delivery of a name such as {@code exactly-once}, in any case. */
    @JsonCreator
    public static Delivery named(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
