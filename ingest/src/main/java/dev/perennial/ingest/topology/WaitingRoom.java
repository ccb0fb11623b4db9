package dev.perennial.ingest.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Records that wait for the other half of a labelled sample, in the order they came. None waits
 * longer than it may, by the times the broker gave the records, and no more than so many wait at
 * once. Values are in the store alone; the heap has a name and a time of each. Owned by one thread.
 *
 * @param <V> what waits
 */
final class WaitingRoom<V extends Waiting> {

  /** A record that waited in vain. */
  record Left<V>(SampleName name, V waiting) {}

  private final KeyValueStore<SampleName, V> store;
  private final long patience;
  private final int most;
  private final Map<SampleName, Long> times = new LinkedHashMap<>();

  /**
   * What the store holds. Linear in it.
   *
   * @param patience how long one may wait; zero: nothing waits
   * @param most how many may wait
   */
  WaitingRoom(KeyValueStore<SampleName, V> store, Duration patience, int most) {
    this.store = store;
    this.patience = patience.toMillis();
    this.most = most;
    List<KeyValue<SampleName, V>> found = new ArrayList<>();
    try (KeyValueIterator<SampleName, V> stored = store.all()) {
      stored.forEachRemaining(found::add);
    }
    found.sort(
        Comparator.comparingLong((KeyValue<SampleName, V> entry) -> entry.value.time())
            .thenComparing(entry -> entry.value.offset()));
    found.forEach(entry -> times.put(entry.key, entry.value.time()));
  }

  /** Whether a record of that name waits. */
  boolean has(SampleName name) {
    return times.containsKey(name);
  }

  /** Lets a record wait; {@link #leave} follows. */
  void enter(SampleName name, V waiting) {
    store.put(name, waiting);
    times.put(name, waiting.time());
  }

  /** Takes out the record of that name; empty if none waits. */
  Optional<V> take(SampleName name) {
    return times.remove(name) == null ? Optional.empty() : Optional.ofNullable(store.delete(name));
  }

  /** Takes out whose time is over at {@code now}, and the oldest beyond those that may wait. */
  List<Left<V>> leave(long now) {
    List<Left<V>> left = new ArrayList<>();
    Iterator<Map.Entry<SampleName, Long>> oldest = times.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<SampleName, Long> first = oldest.next();
      if (times.size() <= most && now - first.getValue() <= patience) {
        break;
      }
      oldest.remove();
      left.add(new Left<>(first.getKey(), store.delete(first.getKey())));
    }
    return left;
  }
}
