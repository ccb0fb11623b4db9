package dev.perennial.ingest.topology;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Calls a task before each of its transactions is committed, so that what changes with every record
 * is serialized once a transaction. Keeps nothing itself.
 *
 * <p>With exactly-once processing Kafka Streams calls {@link CachedStateStore#flushCache()} on
 * every store before the transaction's offsets are sent, whether the task goes on, is revoked or
 * closes, and {@link #flush()} only after it: so this store says it is a cache. The interface is
 * internal to Kafka Streams; this is the only class of ingest that names it, and {@code IngestIT}
 * fails if a version stops calling it.
 *
 * <p>Owned by the thread of its task.
 */
final class CommitHook implements StateStore, CachedStateStore<Void, Void> {

  private final String name;
  private Runnable action = () -> {};
  private boolean isOpen;

  private CommitHook(String name) {
    this.name = name;
  }

  /** What is called from now on, until the task is initialized again. */
  void call(Runnable beforeCommit) {
    action = beforeCommit;
  }

  @Override
  public void flushCache() {
    action.run();
  }

  @Override
  public void clearCache() {}

  @Override
  public boolean setFlushListener(CacheFlushListener<Void, Void> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // After a transaction was aborted the same object is initialized again.
    action = () -> {};
    context.register(root, (key, value) -> {});
    isOpen = true;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    isOpen = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  /** Builds hooks, which have no changelog. */
  static StoreBuilder<CommitHook> builder(String name) {
    return new StoreBuilder<>() {
      @Override
      public StoreBuilder<CommitHook> withCachingEnabled() {
        return this;
      }

      @Override
      public StoreBuilder<CommitHook> withCachingDisabled() {
        return this;
      }

      @Override
      public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
        throw new UnsupportedOperationException("a hook keeps nothing that could be logged");
      }

      @Override
      public StoreBuilder<CommitHook> withLoggingDisabled() {
        return this;
      }

      @Override
      public CommitHook build() {
        return new CommitHook(name);
      }

      @Override
      public Map<String, String> logConfig() {
        return Map.of();
      }

      @Override
      public boolean loggingEnabled() {
        return false;
      }

      @Override
      public String name() {
        return name;
      }
    };
  }
}
