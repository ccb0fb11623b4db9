package dev.perennial.ingest.topology;

import dev.perennial.ingest.LabelSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Records that wait for the other half of a labelled sample, in the order the broker got them. None
 * waits longer than it may, by the times the broker gave the records, and no more than so many, and
 * so many bytes of them, wait at once. Values are in the store alone. Owned by one thread.
 *
 * @param <V> what waits
 */
final class WaitingRoom<V extends Waiting> {

  /** A record that waited in vain. */
  record Left<V>(SampleName name, V waiting) {}

  /** When a record came, and how large it is. */
  private record Turn(long time, long offset, int bytes) implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      int order = Long.compare(time, other.time);
      return order != 0 ? order : Long.compare(offset, other.offset);
    }
  }

  private final KeyValueStore<SampleName, V> store;
  private final LabelSettings settings;
  private final Map<SampleName, Turn> turns = new HashMap<>();
  private final TreeMap<Turn, SampleName> order = new TreeMap<>();
  private long bytes;

  /** What the store holds. Linear in it; values are looked at one by one, and not kept. */
  WaitingRoom(KeyValueStore<SampleName, V> store, LabelSettings settings) {
    this.store = store;
    this.settings = settings;
    try (KeyValueIterator<SampleName, V> stored = store.all()) {
      while (stored.hasNext()) {
        KeyValue<SampleName, V> entry = stored.next();
        note(entry.key, entry.value);
      }
    }
  }

  private void note(SampleName name, V waiting) {
    Turn turn = new Turn(waiting.time(), waiting.offset(), waiting.value().get().length);
    turns.put(name, turn);
    order.put(turn, name);
    bytes += turn.bytes();
  }

  /** Whether a record of that name waits. */
  boolean has(SampleName name) {
    return turns.containsKey(name);
  }

  /** Lets a record of a name that none has wait; {@link #leave} follows. */
  void enter(SampleName name, V waiting) {
    store.put(name, waiting);
    note(name, waiting);
  }

  /** Takes out the record of that name; empty if none waits. */
  Optional<V> take(SampleName name) {
    Turn turn = turns.remove(name);
    if (turn == null) {
      return Optional.empty();
    }
    order.remove(turn);
    bytes -= turn.bytes();
    return Optional.ofNullable(store.delete(name));
  }

  /**
   * Takes out the oldest if its time is over at {@code now}, or more wait than may; empty if it may
   * stay.
   */
  Optional<Left<V>> leave(long now) {
    Map.@Nullable Entry<Turn, SampleName> oldest = order.firstEntry();
    if (oldest == null
        || (now - oldest.getKey().time() <= settings.patience().toMillis()
            && turns.size() <= settings.maxWaiting()
            && bytes <= settings.maxWaitingBytes())) {
      return Optional.empty();
    }
    SampleName name = oldest.getValue();
    return take(name).map(waiting -> new Left<>(name, waiting));
  }
}
