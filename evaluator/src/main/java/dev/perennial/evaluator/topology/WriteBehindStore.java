package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.LearnerKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The states of learners, as live objects that are changed in place. A state that changed is
 * serialized once per commit, whatever the number of changes, into an in-memory store whose
 * changelog Kafka Streams restores.
 *
 * <p>With exactly-once processing Kafka Streams does not call {@link #flush()} before it commits,
 * only when it writes a local checkpoint, which is after the transaction. What it calls on every
 * store, before the transaction's offsets are sent and whether the task goes on, is revoked or
 * closes, is {@link CachedStateStore#flushCache()}: so this store is a cache. The interface is
 * internal to Kafka Streams; this is the only class that names it, and {@code EvaluatorRestartIT}
 * fails if a version stops calling it.
 *
 * <p>Owned by the thread of its task.
 */
final class WriteBehindStore<S> implements StateStore, CachedStateStore<LearnerKey, S> {

  private final KeyValueStore<Bytes, byte[]> inner;
  private final StateCodec<S> codec;
  private final Map<LearnerKey, S> live = new HashMap<>();
  private final Set<LearnerKey> changed = new LinkedHashSet<>();

  /** Of the live states, how many the inner store has never had. */
  private int unsaved;

  WriteBehindStore(KeyValueStore<Bytes, byte[]> inner, StateCodec<S> codec) {
    this.inner = inner;
    this.codec = codec;
  }

  /** The state of a learner, the initial one if there is none yet. */
  S get(LearnerKey key) {
    S known = live.get(key);
    if (known != null) {
      return known;
    }
    byte @Nullable [] saved = inner.get(bytes(key));
    S state = saved == null ? codec.initial() : decoded(key, saved);
    live.put(key, state);
    unsaved += saved == null ? 1 : 0;
    return state;
  }

  /** Whether there is room for a learner: it has a state, or fewer than {@code most} have one. */
  boolean hasRoomFor(LearnerKey key, int most) {
    return live.containsKey(key)
        || inner.approximateNumEntries() + unsaved < most
        || inner.get(bytes(key)) != null;
  }

  /** Whether a learner has a state. */
  boolean has(LearnerKey key) {
    return live.containsKey(key) || inner.get(bytes(key)) != null;
  }

  /** Says that the state of a learner has changed and must be in the next commit. */
  void changed(LearnerKey key) {
    if (!live.containsKey(key)) {
      throw new IllegalStateException("no state is live for " + key);
    }
    changed.add(key);
  }

  /** Every learner there is a state for; a copy. */
  SortedSet<LearnerKey> learners() {
    SortedSet<LearnerKey> learners = new TreeSet<>(live.keySet());
    try (KeyValueIterator<Bytes, byte[]> saved = inner.all()) {
      while (saved.hasNext()) {
        learners.add(learner(saved.next().key));
      }
    }
    return learners;
  }

  @Override
  public void flushCache() {
    for (LearnerKey key : changed) {
      Bytes saved = bytes(key);
      unsaved -= inner.get(saved) == null ? 1 : 0;
      inner.put(saved, encoded(Objects.requireNonNull(live.get(key))));
    }
    changed.clear();
  }

  @Override
  public void clearCache() {
    live.clear();
    changed.clear();
    unsaved = 0;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<LearnerKey, S> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // After a transaction was aborted the same object is initialized again: nothing of it may stay.
    clearCache();
    inner.init(context, root);
  }

  @Override
  public void flush() {
    inner.flush();
  }

  @Override
  public void close() {
    clearCache();
    inner.close();
  }

  @Override
  public boolean persistent() {
    return inner.persistent();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  private byte[] encoded(S state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try {
      codec.save(state, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private S decoded(LearnerKey key, byte[] saved) {
    try {
      return codec.load(new DataInputStream(new ByteArrayInputStream(saved)));
    } catch (IOException e) {
      throw new IllegalStateException(
          "store %s holds a state of %s that cannot be read: %s"
              .formatted(name(), key, e.getMessage()),
          e);
    }
  }

  // The length goes first because names may hold any character, a slash too.
  private static Bytes bytes(LearnerKey key) {
    byte[] stream = key.stream().getBytes(StandardCharsets.UTF_8);
    byte[] learner = key.learner().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Integer.BYTES + stream.length + learner.length)
            .putInt(stream.length)
            .put(stream)
            .put(learner)
            .array());
  }

  private static LearnerKey learner(Bytes saved) {
    ByteBuffer bytes = ByteBuffer.wrap(saved.get());
    byte[] stream = new byte[bytes.getInt()];
    bytes.get(stream);
    byte[] learner = new byte[bytes.remaining()];
    bytes.get(learner);
    return new LearnerKey(
        new String(stream, StandardCharsets.UTF_8), new String(learner, StandardCharsets.UTF_8));
  }
}
