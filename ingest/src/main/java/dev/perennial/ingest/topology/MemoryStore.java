package dev.perennial.ingest.topology;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store without Kafka Streams around it: a map in the order of first insertion, without ranges.
 * It is open from the beginning and loses everything with the process. Owned by one thread.
 */
final class MemoryStore<K, V> implements KeyValueStore<K, V> {

  private final String name;
  private final Map<K, V> entries = new LinkedHashMap<>();

  MemoryStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // Only a topology initializes stores, and this one exists to do without: a call is a mistake.
    throw new UnsupportedOperationException("store " + name + " is part of no topology");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void put(K key, V value) {
    entries.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> added) {
    added.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    return entries.remove(key);
  }

  @Override
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(K from, K to) {
    // Keys are in the order of insertion: any range would be wrong, and the sequencer asks for
    // none.
    throw new UnsupportedOperationException("store " + name + " has no order of keys");
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return iterator(entries);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  private static <K, V> KeyValueIterator<K, V> iterator(Map<K, V> entries) {
    // A copy: whoever iterates may write meanwhile, as with any store of Kafka Streams.
    Iterator<Map.Entry<K, V>> copied = List.copyOf(entries.entrySet()).iterator();
    return new KeyValueIterator<>() {
      private Map.@Nullable Entry<K, V> next = advance();

      private Map.@Nullable Entry<K, V> advance() {
        return copied.hasNext() ? copied.next() : null;
      }

      private Map.Entry<K, V> required() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        return next;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public KeyValue<K, V> next() {
        Map.Entry<K, V> current = required();
        next = advance();
        return KeyValue.pair(current.getKey(), current.getValue());
      }

      @Override
      public K peekNextKey() {
        return required().getKey();
      }

      @Override
      public void close() {}
    };
  }
}
