package dev.perennial.learner.job;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each learner of a stream and each reason that entries are rejected, and counts
 * them; the rejects themselves are on their topic. A fold that is paged out and wakes again is
 * still the same one here. Owned by one thread.
 */
final class RejectLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RejectLog.class);

  private final Map<LearnerKey, Map<String, Long>> counts = new HashMap<>();

  /** Counts a reject; a line is written for the first one of its learner and reason. */
  void add(LearnerKey key, Routed entry, String reason, String detail) {
    if (counts.computeIfAbsent(key, first -> new TreeMap<>()).merge(reason, 1L, Long::sum) == 1) {
      LOG.warn(
          "An entry was rejected; others of this kind will only be counted stream={} learner={}"
              + " partition={} offset={} reason={} detail={}",
          key.stream(),
          key.learner(),
          entry.partition,
          entry.offset,
          reason,
          detail);
    }
  }

  /** Writes how many there were of each reason; nothing of those that had none. */
  @Override
  public void close() {
    counts.forEach(
        (key, reasons) ->
            LOG.info(
                "Entries were rejected stream={} learner={} rejects={}",
                key.stream(),
                key.learner(),
                reasons));
  }
}
