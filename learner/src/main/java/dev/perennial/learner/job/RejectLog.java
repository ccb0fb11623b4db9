package dev.perennial.learner.job;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each reason that entries are rejected, and counts them; the rejects themselves are
 * on their topic. Owned by one thread.
 */
final class RejectLog {

  private static final Logger LOG = LoggerFactory.getLogger(RejectLog.class);

  private final LearnerKey key;
  private final Map<String, Long> counts = new TreeMap<>();

  RejectLog(LearnerKey key) {
    this.key = key;
  }

  /** Counts a reject; a line is written for the first one of its reason. */
  void add(Routed entry, String reason, String detail) {
    if (counts.merge(reason, 1L, Long::sum) == 1) {
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

  /** Writes how many there were of each reason; nothing if there were none. */
  void close() {
    if (!counts.isEmpty()) {
      LOG.info(
          "Entries were rejected stream={} learner={} rejects={}",
          key.stream(),
          key.learner(),
          counts);
    }
  }
}
