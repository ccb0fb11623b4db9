package dev.perennial.ingest.topology;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Labels and commands whose place in the log has not come, and how far the samples of the partition
 * have been read. {@code labels}, {@code control} and {@code samples} are read side by side, in any
 * interleaving; a record that names an offset waits here until that offset is read or passed,
 * whichever stream it belongs to and whether its sample was accepted or not. So it stands directly
 * after its sample in every run. Owned by one thread.
 */
final class HeldRecords {

  /** The key in the store of offsets. */
  static final String SAMPLES = "samples";

  /** What is held; labels of a place come before its commands. */
  enum Kind {
    LABEL,
    COMMAND
  }

  /**
   * Where a record is to stand.
   *
   * @param afterOffset of the partition of samples
   * @param kind which of those after the same sample come first
   * @param offset of its own topic: those of a kind after the same sample keep their order
   */
  record Place(long afterOffset, Kind kind, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Long.compare(afterOffset, other.afterOffset);
      if (order == 0) {
        order = kind.compareTo(other.kind);
      }
      return order != 0 ? order : Long.compare(offset, other.offset);
    }
  }

  /**
   * A record as it came.
   *
   * @param time when it was written, in milliseconds since 1970
   */
  record Held(long time, Bytes value) {}

  /** A record whose place has come. */
  record Due(Place place, Held held) {}

  private final KeyValueStore<Place, Held> store;
  private final KeyValueStore<String, Long> offsets;
  private final TreeMap<Place, Held> held = new TreeMap<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private long labelBytes;
  private @Nullable Long position;

  /** What the stores hold. Linear in the number of held records. */
  HeldRecords(KeyValueStore<Place, Held> store, KeyValueStore<String, Long> offsets) {
    this.store = store;
    this.offsets = offsets;
    this.position = offsets.get(SAMPLES);
    try (KeyValueIterator<Place, Held> stored = store.all()) {
      stored.forEachRemaining(entry -> add(entry.key, entry.value));
    }
  }

  /** How many of a kind wait. */
  int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** The bytes of the labels that wait. */
  long labelBytes() {
    return labelBytes;
  }

  /** Whether the sample at {@code offset} has been read. */
  boolean isRead(long offset) {
    return position != null && position >= offset;
  }

  /** Holds a record until {@link #release} reaches its place. */
  void hold(Place place, Held record) {
    store.put(place, record);
    add(place, record);
  }

  /** Notes that the sample at {@code offset} has been read. */
  void read(long offset) {
    position = offset;
  }

  /** Writes how far samples have been read; what is held is written at once. */
  void save() {
    if (position != null) {
      offsets.put(SAMPLES, position);
    }
  }

  /** Takes out the records that stand after samples up to {@code offset}, in order. */
  List<Due> release(long offset) {
    if (held.isEmpty() || held.firstKey().afterOffset() > offset) {
      return List.of();
    }
    List<Due> due = new ArrayList<>();
    while (!held.isEmpty() && held.firstKey().afterOffset() <= offset) {
      Map.Entry<Place, Held> first = held.pollFirstEntry();
      store.delete(first.getKey());
      counts.merge(first.getKey().kind(), -1, Integer::sum);
      labelBytes -= labelBytes(first.getKey(), first.getValue());
      due.add(new Due(first.getKey(), first.getValue()));
    }
    return due;
  }

  private void add(Place place, Held record) {
    held.put(place, record);
    counts.merge(place.kind(), 1, Integer::sum);
    labelBytes += labelBytes(place, record);
  }

  private static int labelBytes(Place place, Held record) {
    return place.kind() == Kind.LABEL ? record.value().get().length : 0;
  }
}
