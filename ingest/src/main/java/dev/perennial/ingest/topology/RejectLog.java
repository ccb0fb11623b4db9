package dev.perennial.ingest.topology;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator of rejects without a line for each: the first of its kind is logged, the others
 * are counted. A kind is a topic and a reason, so there are only so many. Thread-safe; shared by
 * all partitions.
 */
public final class RejectLog {

  private static final Logger LOG = LoggerFactory.getLogger(RejectLog.class);

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /** Nothing rejected. */
  public RejectLog() {}

  /** Counts a reject, and logs it if it is the first of its kind. */
  void add(Origin from, Refusal refusal) {
    if (counts.merge(from.topic() + '/' + refusal.reason(), 1L, Long::sum) == 1) {
      LOG.warn(
          "A record was rejected; others of this kind will only be counted topic={} partition={}"
              + " offset={} reason={} detail={}",
          from.topic(),
          from.partition(),
          from.offset(),
          refusal.reason(),
          refusal.detail());
    }
  }

  /** How many were rejected, by {@code topic/reason} in its order; empty if none. */
  public Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** Logs how many were rejected; nothing if none. */
  public void summarize() {
    if (!counts.isEmpty()) {
      LOG.info("Records were rejected counts={}", counts());
    }
  }
}
