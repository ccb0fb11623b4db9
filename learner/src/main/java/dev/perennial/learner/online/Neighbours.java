package dev.perennial.learner.online;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * Nearest neighbours among the latest rows. How far back to look, how many neighbours to ask and
 * how to measure distance differ from stream to stream and change within one; so all of a small
 * grid of answers vote ({@link Vicinity}), each with the weight it earned lately ({@link
 * Electorate}). The idea that a memory should choose its own window by its interleaved test-train
 * error is that of Losing, Hammer and Wersing, "KNN classifier with self adjusting memory for
 * heterogeneous concept drift" (ICDM 2016). Departures: the windows are weighted, not chosen, and
 * never shrink, so what returns after a change is still there; there is no compressed long-term
 * memory beside the longest window.
 *
 * <p>Rows are kept in the data's own type, as many as {@code memoryBytes} allows after the
 * statistics, at least 1 and at most {@value #MOST_ROWS}; which sample a row is, 12 bytes more,
 * does not count. FLOAT32 is measured standardized and with one common scale, UINT8 with the common
 * scale only, on copies that are not saved and take 4 bytes an element and scale. Scores and learns
 * a row in O(rows kept x elements).
 */
final class Neighbours implements RowModel {

  private static final StateFormat FORMAT = new StateFormat("the saved neighbours", 2);
  private static final String STATISTICS = "statistics";
  private static final int MOST_ROWS = 10_000;
  private static final int FIRST_ROWS = 256;

  /** Scales are taken anew after an eighth more rows, or after that many. */
  private static final int LONGEST_SCALE = 1000;

  private static final double FADING = 0.998;
  private static final double SHARPNESS = 40;

  private final Features features;
  private final int capacity;
  private final Moments moments;
  private final List<Metric> metrics;
  private final Vicinity vicinity = new Vicinity();
  private final Electorate electorate;
  private final double[][] votes;
  private final double[][][] votesByMetric;
  private final BitSet unsaved = new BitSet();
  private final float[] scratch;
  private ByteBuffer rows;
  private int[] labels = new int[0];
  private Origin[] origins = new Origin[0];
  private float[] squared = new float[0];
  private long seen;
  private long rescaleAt = 1;
  private int saved;

  /** An empty memory. */
  Neighbours(Features features, long memoryBytes) {
    this.features = features;
    this.moments = new Moments(features.size());
    this.metrics =
        features.elementType() == ElementType.UINT8
            ? List.of(new Metric(Metric.Kind.COMMON, features.size()))
            : List.of(
                new Metric(Metric.Kind.STANDARDIZED, features.size()),
                new Metric(Metric.Kind.COMMON, features.size()));
    this.electorate =
        new Electorate(metrics.size() * Vicinity.voters(MOST_ROWS), FADING, SHARPNESS);
    long left = memoryBytes - statisticsBytes();
    long most = Math.min(MOST_ROWS, Integer.MAX_VALUE / features.sizeBytes());
    this.capacity =
        (int) Math.max(1, Math.min(most, left / (Integer.BYTES + features.sizeBytes())));
    int voters = Vicinity.voters(capacity);
    this.votes = new double[metrics.size() * voters][0];
    this.votesByMetric = new double[metrics.size()][voters][];
    this.scratch = new float[features.size()];
    this.rows = allocate(0);
  }

  private ByteBuffer allocate(int count) {
    return ByteBuffer.allocate(count * features.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Both look for the nearest rows, and keeping one more costs next to nothing. */
  @Override
  public double predictionCost() {
    return 1.25;
  }

  @Override
  public void expectClasses(int count) {
    Arrays.setAll(votes, voter -> Arrays.copyOf(votes[voter], count));
    int voters = votes.length / metrics.size();
    for (int i = 0; i < votes.length; i++) {
      votesByMetric[i / voters][i % voters] = votes[i];
    }
  }

  @Override
  public int rowsKept() {
    return (int) Math.min(seen, capacity);
  }

  @Override
  public void consider(float[] row, double[] probabilities) {
    if (seen == 0) {
      Arrays.fill(probabilities, 1.0 / probabilities.length);
      return;
    }
    int size = rowsKept();
    int newest = (int) ((seen - 1) % capacity);
    for (int i = 0; i < metrics.size(); i++) {
      metrics.get(i).distances(row, size, squared);
      vicinity.vote(newest, size, capacity, squared, labels, votesByMetric[i]);
    }
    electorate.pool(votes, probabilities);
  }

  @Override
  public void learn(float[] row, Origin origin) {
    if (seen > 0) {
      for (int voter = 0; voter < votes.length; voter++) {
        electorate.observe(voter, Votes.highest(votes[voter]) == origin.label());
      }
    }
    int slot = (int) (seen % capacity);
    seen++;
    reserve(rowsKept());
    put(slot, row);
    place(slot, origin);
    unsaved.set(slot);
    moments.add(row);
    metrics.forEach(metric -> metric.put(slot, row));
    if (seen >= rescaleAt) {
      rescaleAt = seen + Math.max(1, Math.min(seen / 8, LONGEST_SCALE));
      metrics.forEach(metric -> metric.rescale(moments));
      putAll();
    }
  }

  private void reserve(int needed) {
    if (needed <= labels.length) {
      return;
    }
    int wanted = Math.min(capacity, Math.max(needed, Math.max(FIRST_ROWS, 2 * labels.length)));
    rows = allocate(wanted).put(0, rows, 0, rows.capacity());
    labels = Arrays.copyOf(labels, wanted);
    origins = Arrays.copyOf(origins, wanted);
    squared = new float[wanted];
    metrics.forEach(metric -> metric.reserve(wanted));
  }

  private void place(int slot, Origin origin) {
    origins[slot] = origin;
    labels[slot] = origin.label();
  }

  /**
   * The rows that are left are as the first that ever came, in their order; statistics stay, and
   * scales are taken anew when they would have been.
   */
  @Override
  public OptionalInt forget(Forgetting forgotten) {
    int size = rowsKept();
    int oldest = size == capacity ? (int) (seen % capacity) : 0;
    List<byte[]> kept = new ArrayList<>();
    for (int at = 0; at < size; at++) {
      int slot = (oldest + at) % size;
      if (!forgotten.includes(origins[slot])) {
        kept.add(entry(slot));
      }
    }
    if (kept.size() < size) {
      rescaleAt -= seen - kept.size();
      seen = kept.size();
      rows.put(0, new byte[rows.capacity()]);
      for (int slot = 0; slot < kept.size(); slot++) {
        decodeRow(slot, ByteBuffer.wrap(kept.get(slot)));
      }
      putAll();
      saveAll();
    }
    return OptionalInt.of(size - kept.size());
  }

  @Override
  public boolean givesExamplesAway() {
    return true;
  }

  /** Scales every kept row. */
  private void putAll() {
    for (int slot = 0; slot < rowsKept(); slot++) {
      features.read(rows, slot, scratch);
      for (Metric metric : metrics) {
        metric.put(slot, scratch);
      }
    }
  }

  private void put(int slot, float[] row) {
    int at = slot * features.sizeBytes();
    switch (features.elementType()) {
      case UINT8 -> {
        for (int i = 0; i < row.length; i++) {
          rows.put(at + i, (byte) row[i]);
        }
      }
      case FLOAT32 -> rows.asFloatBuffer().put(slot * row.length, row);
    }
  }

  @Override
  public void save(StateStore store) {
    store.put(STATISTICS, FORMAT.write(statisticsBytes(), this::encodeStatistics));
    for (int slot = unsaved.nextSetBit(0); slot >= 0; slot = unsaved.nextSetBit(slot + 1)) {
      store.put(name(slot), entry(slot));
    }
    for (int slot = rowsKept(); slot < saved; slot++) {
      store.remove(name(slot));
    }
    unsaved.clear();
    saved = rowsKept();
  }

  private byte[] entry(int slot) {
    ByteBuffer entry = ByteBuffer.allocate(rowBytes());
    encodeRow(slot, entry);
    return entry.array();
  }

  @Override
  public void saveAll() {
    unsaved.clear();
    unsaved.set(0, rowsKept());
  }

  @Override
  public void restore(StateStore store) {
    decodeStatistics(FORMAT.open(store.saved(STATISTICS)));
    reserve(rowsKept());
    for (int slot = 0; slot < rowsKept(); slot++) {
      decodeRow(slot, ByteBuffer.wrap(store.saved(name(slot))));
    }
    putAll();
    unsaved.clear();
    saved = rowsKept();
  }

  private static String name(int slot) {
    return "row-" + slot;
  }

  @Override
  public int sizeBytes() {
    return statisticsBytes() + rowsKept() * rowBytes();
  }

  @Override
  public void encode(ByteBuffer to) {
    encodeStatistics(to);
    for (int slot = 0; slot < rowsKept(); slot++) {
      encodeRow(slot, to);
    }
  }

  @Override
  public void decode(ByteBuffer from) {
    decodeStatistics(from);
    reserve(rowsKept());
    for (int slot = 0; slot < rowsKept(); slot++) {
      decodeRow(slot, from);
    }
    putAll();
    saveAll();
  }

  private int rowBytes() {
    return Origin.SIZE_BYTES + features.sizeBytes();
  }

  private void encodeRow(int slot, ByteBuffer to) {
    origins[slot].write(to);
    to.put(rows.slice(slot * features.sizeBytes(), features.sizeBytes()));
  }

  private void decodeRow(int slot, ByteBuffer from) {
    place(slot, Origin.read(from));
    byte[] row = new byte[features.sizeBytes()];
    from.get(row);
    rows.put(slot * features.sizeBytes(), row);
  }

  private int statisticsBytes() {
    return 2 * Long.BYTES
        + moments.sizeBytes()
        + metrics.stream().mapToInt(Metric::sizeBytes).sum()
        + electorate.sizeBytes();
  }

  private void encodeStatistics(ByteBuffer to) {
    to.putLong(seen).putLong(rescaleAt);
    moments.encode(to);
    metrics.forEach(metric -> metric.encode(to));
    electorate.encode(to);
  }

  private void decodeStatistics(ByteBuffer from) {
    seen = from.getLong();
    rescaleAt = from.getLong();
    moments.decode(from);
    metrics.forEach(metric -> metric.decode(from));
    electorate.decode(from);
  }
}
