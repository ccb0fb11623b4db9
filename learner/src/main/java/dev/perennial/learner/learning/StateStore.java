package dev.perennial.learner.learning;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a learner's state is kept: byte strings by name. What was put stays until it is put again
 * or removed, so a save writes only what changed since the last save to the same store. Owned by
 * one thread.
 */
public interface StateStore {

  /**
   * Keeps a value under a name, replacing what was there; the array belongs to the store from now
   * on.
   */
  void put(String name, byte[] value);

  /** The value under a name, or empty; not to be changed. */
  Optional<byte[]> get(String name);

  /**
   * The value under a name that a saved learner has.
   *
   * @throws IllegalStateException if there is none, with the name
   */
  default byte[] saved(String name) {
    return get(name)
        .orElseThrow(() -> new IllegalStateException("the saved learner lacks " + name));
  }

  /** Drops the value under a name, if there is one. */
  void remove(String name);

  /** The part of this store whose names begin with {@code prefix}, under names without it. */
  default StateStore within(String prefix) {
    StateStore whole = this;
    return new StateStore() {
      @Override
      public void put(String name, byte[] value) {
        whole.put(prefix + name, value);
      }

      @Override
      public Optional<byte[]> get(String name) {
        return whole.get(prefix + name);
      }

      @Override
      public void remove(String name) {
        whole.remove(prefix + name);
      }
    };
  }

  /** A store in memory that keeps its values in {@code values}. */
  static StateStore of(Map<String, byte[]> values) {
    return new StateStore() {
      @Override
      public void put(String name, byte[] value) {
        values.put(name, value);
      }

      @Override
      public Optional<byte[]> get(String name) {
        return Optional.ofNullable(values.get(name));
      }

      @Override
      public void remove(String name) {
        values.remove(name);
      }
    };
  }

  /** An empty store in memory, names in order. */
  static StateStore inMemory() {
    return of(new TreeMap<>());
  }
}
