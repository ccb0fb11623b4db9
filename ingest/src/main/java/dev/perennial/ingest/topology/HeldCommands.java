package dev.perennial.ingest.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose place in the log has not come, and how far the samples of the partition have been
 * read. {@code control} and {@code samples} are read side by side, in any interleaving; a command
 * that names an offset waits here until that offset is read or passed, whichever stream it belongs
 * to and whether its sample was accepted or not. So a command stands directly after its sample in
 * every run. Owned by one thread.
 */
final class HeldCommands {

  /** The only key of the store of offsets. */
  static final String SAMPLES = "samples";

  /**
   * Where a command is to stand.
   *
   * @param afterOffset of the partition of samples
   * @param controlOffset of the command: commands after the same sample keep their order
   */
  record Place(long afterOffset, long controlOffset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Long.compare(afterOffset, other.afterOffset);
      return order != 0 ? order : Long.compare(controlOffset, other.controlOffset);
    }
  }

  private final KeyValueStore<Place, byte[]> store;
  private final KeyValueStore<String, Long> offsets;
  private final TreeMap<Place, byte[]> held = new TreeMap<>();
  private @Nullable Long position;

  /** What the stores hold. Linear in the number of held commands. */
  HeldCommands(KeyValueStore<Place, byte[]> store, KeyValueStore<String, Long> offsets) {
    this.store = store;
    this.offsets = offsets;
    this.position = offsets.get(SAMPLES);
    try (KeyValueIterator<Place, byte[]> stored = store.all()) {
      stored.forEachRemaining(entry -> held.put(entry.key, entry.value));
    }
  }

  /** How many commands wait. */
  int count() {
    return held.size();
  }

  /** Whether the sample at {@code offset} has been read. */
  boolean isRead(long offset) {
    return position != null && position >= offset;
  }

  /** Holds a command, as the bytes it came as, until {@link #release} reaches its place. */
  void hold(Place place, byte[] command) {
    store.put(place, command);
    held.put(place, command);
  }

  /** Notes that the sample at {@code offset} has been read. */
  void read(long offset) {
    position = offset;
    offsets.put(SAMPLES, offset);
  }

  /** Takes out the commands that stand after samples up to {@code offset}, in order. */
  List<byte[]> release(long offset) {
    if (held.isEmpty() || held.firstKey().afterOffset() > offset) {
      return List.of();
    }
    Map<Place, byte[]> due = held.headMap(new Place(offset, Long.MAX_VALUE), true);
    List<byte[]> commands = new ArrayList<>(due.values());
    due.keySet().forEach(store::delete);
    due.clear();
    return commands;
  }
}
