package dev.perennial.ingest.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The logs of a partition's streams, each read from the stores once. Owned by one thread. */
final class StreamLogs {

  private final KeyValueStore<String, StreamState> streams;
  private final KeyValueStore<Name, Integer> names;
  private final Map<String, StreamLog> open = new HashMap<>();
  private int count;

  /** The logs that the stores describe. Linear in the number of streams. */
  StreamLogs(KeyValueStore<String, StreamState> streams, KeyValueStore<Name, Integer> names) {
    this.streams = streams;
    this.names = names;
    try (KeyValueIterator<String, StreamState> stored = streams.all()) {
      stored.forEachRemaining(entry -> count++);
    }
  }

  /** How many streams the stores have. */
  int count() {
    return count;
  }

  /** The log of a stream; for a stream that the stores do not have, a new one each time. */
  StreamLog of(String stream) {
    StreamLog known = open.get(stream);
    if (known != null) {
      return known;
    }
    StreamLog log = new StreamLog(stream, streams, names);
    if (!log.isNew()) {
      open.put(stream, log);
    }
    return log;
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
