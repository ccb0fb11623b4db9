package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A task's hold-out set: the first samples that came, up to a capacity, which models are scored on
 * and never learn. It only grows, so a save writes the rows that are new. Owned by one thread.
 */
final class HoldoutSet {

  /**
   * Small enough that a chunk's activations stay in the cache, large enough that the call costs
   * nothing.
   */
  private static final int MOST_CHUNK_ROWS = 500;

  /** A chunk is allocated whole, so that a set of few large rows must not take many of them. */
  private static final int MOST_CHUNK_BYTES = 4 << 20;

  /** One more row makes a save write an entry again, so it is small. */
  private static final int ENTRY_ROWS = 32;

  private static final StateFormat ROWS = new StateFormat("an entry of a hold-out set", 2);
  private static final StateFormat COUNT = new StateFormat("the size of a hold-out set", 1);

  private final Features features;
  private final int capacity;
  private final int chunkRows;
  private final List<Inputs> chunks = new ArrayList<>();
  private int[] labels = new int[MOST_CHUNK_ROWS];
  private int rows;
  private long sizeBytes;
  private int savedRows;

  /** No samples yet; at most {@code capacity} later. */
  HoldoutSet(Features features, int capacity) {
    this.features = features;
    this.capacity = capacity;
    this.chunkRows =
        Math.max(1, Math.min(MOST_CHUNK_ROWS, MOST_CHUNK_BYTES / features.sizeBytes()));
  }

  /** How many samples there are. */
  int rows() {
    return rows;
  }

  /** Bytes that its rows take, with the room there is for more. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Keeps a sample unless the set is full; its features are the remaining bytes of {@code row}. */
  void add(ByteBuffer row, int label) {
    if (rows == capacity) {
      return;
    }
    if (rows % chunkRows == 0) {
      Inputs chunk = new Inputs(features, Math.min(chunkRows, capacity - rows));
      chunks.add(chunk);
      sizeBytes += chunk.buffer().capacity();
    }
    chunks.get(rows / chunkRows).add(row);
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(rows + 1, Math.min(capacity, rows * 2)));
    }
    labels[rows] = label;
    rows++;
  }

  /** How a learner does on the set, which holds at least one sample. */
  Result score(Learner learner) {
    long correct = 0;
    double lossNats = 0;
    int row = 0;
    for (Inputs chunk : chunks) {
      Scores scores = learner.predict(chunk);
      for (int i = 0; i < scores.rows(); i++, row++) {
        if (scores.predicted(i).equals(OptionalInt.of(labels[row]))) {
          correct++;
        }
        lossNats += scores.lossNats(i, labels[row]);
      }
    }
    return new Result(correct, rows, lossNats / rows);
  }

  /**
   * The outcome of a scoring.
   *
   * @param correct samples answered correctly
   * @param total samples, at least 1
   * @param lossNats mean cross-entropy; not finite for a model whose arithmetic has overflown
   */
  record Result(long correct, long total, double lossNats) {

    /** The loss, or null where it is none. */
    @Nullable Double finiteLossNats() {
      return Double.isFinite(lossNats) ? lossNats : null;
    }
  }

  /**
   * Writes the entries that rows came to since the last save, then how many entries there are. What
   * stands in which entry depends on the rows alone, not on when they were saved.
   */
  void save(StateStore store) {
    if (savedRows == rows) {
      return;
    }
    int entries = 0;
    for (int from = 0; from < rows; from += ENTRY_ROWS, entries++) {
      int first = from;
      int end = Math.min(rows, from + ENTRY_ROWS);
      if (end > savedRows) {
        store.put(
            Integer.toString(entries),
            ROWS.write(
                (end - first) * (Integer.BYTES + features.sizeBytes()),
                entry -> writeRows(first, end, entry)));
      }
    }
    int count = entries;
    store.put("entries", COUNT.write(Integer.BYTES, bytes -> bytes.putInt(count)));
    savedRows = rows;
  }

  private void writeRows(int from, int to, ByteBuffer entry) {
    for (int row = from; row < to; row++) {
      entry.putInt(labels[row]);
      Inputs chunk = chunks.get(row / chunkRows);
      entry.put(
          chunk.buffer().slice((row % chunkRows) * features.sizeBytes(), features.sizeBytes()));
    }
  }

  /**
   * Reads every entry that {@link #save} wrote into this empty set.
   *
   * @throws IllegalStateException if one has a format that this version cannot read
   */
  void restore(StateStore store) {
    int entries = store.get("entries").map(bytes -> COUNT.open(bytes).getInt()).orElse(0);
    for (int i = 0; i < entries; i++) {
      ByteBuffer entry = ROWS.open(store.saved(Integer.toString(i)));
      while (entry.hasRemaining()) {
        int label = entry.getInt();
        add(entry.slice(entry.position(), features.sizeBytes()), label);
        entry.position(entry.position() + features.sizeBytes());
      }
    }
    savedRows = rows;
  }
}
