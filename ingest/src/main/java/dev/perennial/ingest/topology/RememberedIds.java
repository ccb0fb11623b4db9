package dev.perennial.ingest.topology;

import dev.perennial.schemas.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The newest samples, or commands, of a partition by name: at least so many as were asked for, and
 * fewer than two blocks more. A name is known by half of its SHA-256, so that one that was never
 * seen is taken for a known one with a probability of less than 2^-90 among a million.
 *
 * <p>They are kept in blocks of {@value #BLOCK} names; {@link #save} writes those that changed. 50
 * to 80 bytes of heap a name. Owned by one thread.
 */
final class RememberedIds {

  static final int BLOCK = 64;

  private static final int PRINT_BYTES = 2 * Long.BYTES;

  /** The upper half of a name's SHA-256, and where it came from. */
  private record Print(SampleName name, long high, long low) {}

  private final KeyValueStore<Long, byte[]> store;
  private final int most;
  private final MessageDigest sha256 = Sha256.digest();
  private final PrintSet prints = new PrintSet();
  private final TreeMap<Long, ByteBuffer> blocks = new TreeMap<>();
  private final Set<Long> changed = new TreeSet<>();

  /** Of the name that was asked for last, which is the one that is added next. */
  private @Nullable Print latest;

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
            ByteBuffer block = ByteBuffer.allocate(BLOCK * PRINT_BYTES).put(entry.value);
            blocks.put(entry.key, block);
            for (int at = 0; at < block.position(); at += PRINT_BYTES) {
              prints.add(block.getLong(at), block.getLong(at + Long.BYTES));
            }
          });
    }
    forget();
  }

  /** Whether a sample of that name is among the newest. */
  boolean has(SampleName name) {
    if (most == 0) {
      return false;
    }
    Print print = print(name);
    return prints.contains(print.high(), print.low());
  }

  /** Remembers a name; one that it has changes nothing. */
  void add(SampleName name) {
    if (most == 0 || has(name)) {
      return;
    }
    Map.Entry<Long, ByteBuffer> last = blocks.lastEntry();
    if (last == null || !last.getValue().hasRemaining()) {
      blocks.put(last == null ? 0 : last.getKey() + 1, ByteBuffer.allocate(BLOCK * PRINT_BYTES));
      last = blocks.lastEntry();
      forget();
    }
    Print print = print(name);
    prints.add(print.high(), print.low());
    last.getValue().putLong(print.high()).putLong(print.low());
    changed.add(last.getKey());
  }

  /** Drops the oldest blocks that the others are enough without. */
  private void forget() {
    long needed = (most + BLOCK - 1L) / BLOCK + 1;
    while (blocks.size() > needed) {
      Map.Entry<Long, ByteBuffer> oldest = blocks.pollFirstEntry();
      ByteBuffer block = oldest.getValue();
      for (int at = 0; at < block.position(); at += PRINT_BYTES) {
        prints.remove(block.getLong(at), block.getLong(at + Long.BYTES));
      }
      changed.add(oldest.getKey());
    }
  }

  /** Writes what has changed since the last save. */
  void save() {
    for (long number : changed) {
      ByteBuffer block = blocks.get(number);
      if (block == null) {
        store.delete(number);
      } else {
        byte[] bytes = new byte[block.position()];
        block.get(0, bytes);
        store.put(number, bytes);
      }
    }
    changed.clear();
  }

  private Print print(SampleName name) {
    if (latest == null || !latest.name().equals(name)) {
      latest = digest(name);
    }
    return latest;
  }

  private Print digest(SampleName name) {
    byte[] stream = name.stream().getBytes(StandardCharsets.UTF_8);
    // The length goes first because names may hold any character.
    sha256.update((byte) (stream.length >>> 8));
    sha256.update((byte) stream.length);
    sha256.update(stream);
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(name.id().getBytes(StandardCharsets.UTF_8)));
    return new Print(name, digest.getLong(), digest.getLong());
  }
}
