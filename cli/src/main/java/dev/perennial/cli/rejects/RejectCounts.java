package dev.perennial.cli.rejects;

import dev.perennial.cli.pipeline.Printable;
import dev.perennial.schemas.Reject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rejects told by topic and reason. Owned by one thread. */
final class RejectCounts {

  private final Map<String, Kind> kinds = new TreeMap<>();

  /** One topic's rejects of one reason. */
  private record Kind(String topic, String reason, long count, Instant newest, String detail) {

    Kind and(Reject reject) {
      boolean isNewer = !reject.getRecordTime().isBefore(newest);
      return new Kind(
          topic,
          reason,
          count + 1,
          isNewer ? reject.getRecordTime() : newest,
          isNewer ? reject.getDetail() : detail);
    }
  }

  void add(Reject reject) {
    kinds.merge(
        reject.getTopic() + "/" + reject.getReason(),
        new Kind(
            reject.getTopic(), reject.getReason(), 1, reject.getRecordTime(), reject.getDetail()),
        (known, one) -> known.and(reject));
  }

  /** A line a kind, the most frequent first; the newest reject of each says its detail. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    kinds.values().stream()
        .sorted(Comparator.comparingLong(Kind::count).reversed())
        .forEach(
            kind ->
                lines.add(
                    Printable.of(
                        "%,10d  %-12s %-22s %s  %s"
                            .formatted(
                                kind.count, kind.topic, kind.reason, kind.newest, kind.detail))));
    return lines;
  }
}
