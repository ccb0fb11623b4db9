package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;

/** The logs of a partition's streams, each read from the stores once. Owned by one thread. */
final class StreamLogs {

  private final PartitionStores stores;
  private final IngestSettings settings;
  private final Map<String, StreamLog> open = new HashMap<>();
  private int count;
  private int names;

  /** The logs that the stores describe. Linear in the number of streams. */
  StreamLogs(PartitionStores stores, IngestSettings settings) {
    this.stores = stores;
    this.settings = settings;
    try (KeyValueIterator<String, StreamState> stored = stores.streams().all()) {
      while (stored.hasNext()) {
        StreamState state = stored.next().value;
        count++;
        names += state.classes() + state.tasks();
      }
    }
  }

  /** How many streams the stores have. */
  int count() {
    return count;
  }

  /** How many classes and tasks all streams have together. */
  int names() {
    return names;
  }

  /** Notes that a log has named so many classes and tasks more. */
  void named(int more) {
    names += more;
  }

  /** The log of a stream; for a stream that the stores do not have, a new one each time. */
  StreamLog of(String stream) {
    StreamLog known = open.get(stream);
    if (known != null) {
      return known;
    }
    StreamLog log = new StreamLog(stream, stores, settings);
    if (!log.isNew()) {
      open.put(stream, log);
    }
    return log;
  }

  /** Writes what has changed since the last save. */
  void save() {
    open.values().forEach(StreamLog::save);
  }

  /** Makes a log that {@link #of} answered one of the partition's, if it is not one already. */
  void open(StreamLog log) {
    if (log.isNew()) {
      log.open();
      open.put(log.stream(), log);
      count++;
    }
  }
}
