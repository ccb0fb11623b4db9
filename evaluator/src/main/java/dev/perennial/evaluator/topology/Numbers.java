package dev.perennial.evaluator.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of whole numbers that come nearly in order, kept as its stretches without a gap: as small
 * as the gaps are few, however many numbers there are. Owned by one thread.
 */
final class Numbers {

  /** From the first number of a stretch to its last. */
  private final NavigableMap<Long, Long> stretches = new TreeMap<>();

  /** Whether the number is one of them. */
  boolean contains(long number) {
    Map.Entry<Long, Long> before = stretches.floorEntry(number);
    return before != null && number <= before.getValue();
  }

  /** Whether the number is right behind one of them, or 0. */
  boolean isNext(long number) {
    return number == 0 || contains(number - 1);
  }

  /** Adds a number, at least 0. */
  void add(long number) {
    if (contains(number)) {
      return;
    }
    Map.Entry<Long, Long> before = stretches.floorEntry(number);
    long first = before != null && before.getValue() == number - 1 ? before.getKey() : number;
    Long behind = stretches.remove(number + 1);
    stretches.put(first, behind == null ? number : behind);
  }

  /** How many stretches begin behind a gap: all but the one from 0. */
  int gaps() {
    return stretches.size() - (stretches.containsKey(0L) ? 1 : 0);
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(stretches.size());
    for (Map.Entry<Long, Long> stretch : stretches.entrySet()) {
      out.writeLong(stretch.getKey());
      out.writeLong(stretch.getValue());
    }
  }

  void load(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      stretches.put(in.readLong(), in.readLong());
    }
  }
}
