package dev.perennial.ingest.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Names in order of first appearance: each gets the next index, from 0, and keeps it. The store has
 * one entry a name, so a new one costs one small write however many there are. Owned by one thread.
 *
 * @param <E> what a name and its index make
 */
final class Dictionary<E> {

  private final KeyValueStore<Name, Integer> store;
  private final String stream;
  private final Name.Kind kind;
  private final BiFunction<Integer, String, E> entryOf;
  private final Map<String, E> known = new HashMap<>();
  private int size;

  /** The {@code size} names of one kind that {@code store} has for a stream. */
  Dictionary(
      KeyValueStore<Name, Integer> store,
      String stream,
      Name.Kind kind,
      int size,
      BiFunction<Integer, String, E> entryOf) {
    this.store = store;
    this.stream = stream;
    this.kind = kind;
    this.size = size;
    this.entryOf = entryOf;
  }

  /** How many names there are. */
  int size() {
    return size;
  }

  /** Whether {@code name} is a new one, for which there is no room; null is no name. */
  boolean isFullFor(@Nullable String name, int most) {
    return name != null && size >= most && find(name) == null;
  }

  /** Whether {@code name} has an entry. */
  boolean has(String name) {
    return find(name) != null;
  }

  /** The entry of a name, which is added if it is new. */
  E entry(String name) {
    E found = find(name);
    return found == null ? add(name) : found;
  }

  private @Nullable E find(String name) {
    E remembered = known.get(name);
    if (remembered != null) {
      return remembered;
    }
    Integer index = store.get(new Name(stream, kind, name));
    return index == null ? null : remember(index, name);
  }

  private E add(String name) {
    store.put(new Name(stream, kind, name), size);
    return remember(size++, name);
  }

  private E remember(int index, String name) {
    E entry = entryOf.apply(index, name);
    known.put(name, entry);
    return entry;
  }
}
