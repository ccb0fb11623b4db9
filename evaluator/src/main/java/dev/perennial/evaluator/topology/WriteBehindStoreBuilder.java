package dev.perennial.evaluator.topology;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Builds a {@link WriteBehindStore} over an in-memory store with a changelog. */
final class WriteBehindStoreBuilder<S> implements StoreBuilder<WriteBehindStore<S>> {

  /** The largest state there can be; see {@link dev.perennial.schemas.topic.Topic#MOST_TASKS}. */
  static final int MAX_STATE_BYTES = 24 << 20;

  private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;
  private final StateCodec<S> codec;

  WriteBehindStoreBuilder(String name, StateCodec<S> codec) {
    this.inner =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingEnabled(
                Map.of(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(MAX_STATE_BYTES + 4096)));
    this.codec = codec;
  }

  @Override
  public WriteBehindStore<S> build() {
    return new WriteBehindStore<>(inner.build(), codec);
  }

  @Override
  public StoreBuilder<WriteBehindStore<S>> withCachingEnabled() {
    throw new UnsupportedOperationException("the store is a cache already");
  }

  @Override
  public StoreBuilder<WriteBehindStore<S>> withCachingDisabled() {
    throw new UnsupportedOperationException("the store is a cache");
  }

  @Override
  public StoreBuilder<WriteBehindStore<S>> withLoggingEnabled(Map<String, String> config) {
    inner.withLoggingEnabled(config);
    return this;
  }

  @Override
  public StoreBuilder<WriteBehindStore<S>> withLoggingDisabled() {
    throw new UnsupportedOperationException("without a changelog the store would forget");
  }

  @Override
  public Map<String, String> logConfig() {
    return inner.logConfig();
  }

  @Override
  public boolean loggingEnabled() {
    return inner.loggingEnabled();
  }

  @Override
  public String name() {
    return inner.name();
  }
}
