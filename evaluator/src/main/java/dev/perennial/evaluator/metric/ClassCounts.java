package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each class came. Owned by one thread. */
final class ClassCounts {

  private final Map<Integer, Long> counts = new HashMap<>();

  void add(int label) {
    counts.merge(label, 1L, Long::sum);
  }

  void add(ClassCounts others) {
    others.counts.forEach((label, count) -> counts.merge(label, count, Long::sum));
  }

  /** How often the most frequent class came; 0 where none did. */
  long most() {
    return counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * How many of {@code total} draws from these counts and from {@code others} are expected to be
   * the same class; each share is of {@code total}. 0 where {@code total} is.
   */
  double expectedMatches(ClassCounts others, long total) {
    double products = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      products += (double) entry.getValue() * others.counts.getOrDefault(entry.getKey(), 0L);
    }
    return total == 0 ? 0 : products / total;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(counts.size());
    // Sorted, so that equal counts are equal bytes.
    for (Map.Entry<Integer, Long> entry : new TreeMap<>(counts).entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  void load(DataInput in) throws IOException {
    counts.clear();
    for (int left = in.readInt(); left > 0; left--) {
      counts.put(in.readInt(), in.readLong());
    }
  }
}
