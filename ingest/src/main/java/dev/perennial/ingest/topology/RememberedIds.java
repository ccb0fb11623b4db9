package dev.perennial.ingest.topology;

import dev.perennial.schemas.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The newest samples of a partition by name: at least so many as were asked for, and up to {@value
 * #BLOCK} more. A name is known by half of its SHA-256, so that one that was never seen is taken
 * for a known one with a probability of less than 2^-90 among a million.
 *
 * <p>The store has a block of {@value #BLOCK} names an entry, so that little is written for each
 * one. About a hundred bytes of heap a name. Owned by one thread.
 */
final class RememberedIds {

  static final int BLOCK = 64;

  private static final int PRINT_BYTES = 2 * Long.BYTES;

  private final KeyValueStore<Long, byte[]> store;
  private final int most;
  private final Set<Print> prints = new HashSet<>();
  private final TreeMap<Long, ByteBuffer> blocks = new TreeMap<>();

  /** Half of a SHA-256. */
  private record Print(long high, long low) {}

  /**
   * What the store holds. Linear in it.
   *
   * @param most how many names to remember, at least 0
   */
  RememberedIds(KeyValueStore<Long, byte[]> store, int most) {
    this.store = store;
    this.most = most;
    try (KeyValueIterator<Long, byte[]> stored = store.all()) {
      stored.forEachRemaining(
          entry -> {
            ByteBuffer block = ByteBuffer.allocate(BLOCK * PRINT_BYTES);
            blocks.put(entry.key, block.put(entry.value));
            forEach(block, prints::add);
          });
    }
    forget();
  }

  /** Whether a sample of that name is among the newest. */
  boolean has(SampleName name) {
    return most > 0 && prints.contains(print(name));
  }

  /** Remembers a name that it has not. */
  void add(SampleName name) {
    if (most == 0) {
      return;
    }
    Map.Entry<Long, ByteBuffer> last = blocks.lastEntry();
    if (last == null || !last.getValue().hasRemaining()) {
      blocks.put(last == null ? 0 : last.getKey() + 1, ByteBuffer.allocate(BLOCK * PRINT_BYTES));
      last = blocks.lastEntry();
      forget();
    }
    Print print = print(name);
    prints.add(print);
    ByteBuffer block = last.getValue().putLong(print.high()).putLong(print.low());
    byte[] bytes = new byte[block.position()];
    block.get(0, bytes);
    store.put(last.getKey(), bytes);
  }

  /** Drops the oldest blocks that the others are enough without. */
  private void forget() {
    long needed = (most + BLOCK - 1L) / BLOCK + 1;
    while (blocks.size() > needed) {
      Map.Entry<Long, ByteBuffer> oldest = blocks.pollFirstEntry();
      forEach(oldest.getValue(), prints::remove);
      store.delete(oldest.getKey());
    }
  }

  private static void forEach(ByteBuffer block, java.util.function.Consumer<Print> action) {
    ByteBuffer read = block.duplicate().flip();
    while (read.hasRemaining()) {
      action.accept(new Print(read.getLong(), read.getLong()));
    }
  }

  private static Print print(SampleName name) {
    byte[] stream = name.stream().getBytes(StandardCharsets.UTF_8);
    byte[] id = name.id().getBytes(StandardCharsets.UTF_8);
    // The length goes first because names may hold any character.
    byte[] both =
        ByteBuffer.allocate(Integer.BYTES + stream.length + id.length)
            .putInt(stream.length)
            .put(stream)
            .put(id)
            .array();
    ByteBuffer hash = ByteBuffer.wrap(Sha256.of(both));
    return new Print(hash.getLong(), hash.getLong());
  }
}
