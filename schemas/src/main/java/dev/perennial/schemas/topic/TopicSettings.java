package dev.perennial.schemas.topic;

import dev.perennial.schemas.settings.Problems;

/**
 * How topics are created. A topic that exists is left as it is.
 *
 * @param partitions of every topic: the most streams that are worked on side by side; at least 1
 * @param replicationFactor copies of each partition; at least 1
 * @param minInSyncReplicas copies that must have a record before it counts as written; at least 1,
 *     at most replicationFactor
 */
public record TopicSettings(int partitions, short replicationFactor, int minInSyncReplicas) {

  /** What a section that is left out means: 4 partitions, 1 copy. */
  public static final TopicSettings DEFAULTS = new TopicSettings(4, (short) 1, 1);

  /** Checks the ranges. */
  public TopicSettings {
    new Problems("topics")
        .atLeast("partitions", partitions, 1)
        .atLeast("replicationFactor", replicationFactor, 1)
        .atLeast("minInSyncReplicas", minInSyncReplicas, 1)
        .require(
            minInSyncReplicas <= replicationFactor,
            "minInSyncReplicas",
            "must not exceed replicationFactor " + replicationFactor,
            minInSyncReplicas)
        .throwIfAny();
  }
}
