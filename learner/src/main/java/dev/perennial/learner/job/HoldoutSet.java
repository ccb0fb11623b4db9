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

/**
 * A task's hold-out set: the first samples that came, up to a capacity, which models are scored on
 * and never learn. It only grows, so a save writes one entry with the rows that are new. Owned by
 * one thread.
 */
final class HoldoutSet {

  /**
   * Small enough that a chunk's activations stay in the cache, large enough that the call costs
   * nothing.
   */
  private static final int CHUNK_ROWS = 500;

  private static final StateFormat ROWS = new StateFormat("an entry of a hold-out set", 1);
  private static final StateFormat COUNT = new StateFormat("the size of a hold-out set", 1);

  private final Features features;
  private final int capacity;
  private final List<Inputs> chunks = new ArrayList<>();
  private int[] labels = new int[CHUNK_ROWS];
  private int rows;
  private int savedRows;
  private int savedEntries;

  /** No samples yet; at most {@code capacity} later. */
  HoldoutSet(Features features, int capacity) {
    this.features = features;
    this.capacity = capacity;
  }

  /** How many samples there are. */
  int rows() {
    return rows;
  }

  /** Keeps a sample unless the set is full; its features are the remaining bytes of {@code row}. */
  void add(ByteBuffer row, int label) {
    if (rows == capacity) {
      return;
    }
    if (rows % CHUNK_ROWS == 0) {
      chunks.add(new Inputs(features, Math.min(CHUNK_ROWS, capacity - rows)));
    }
    chunks.get(rows / CHUNK_ROWS).add(row);
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.min(capacity, rows * 2));
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
        OptionalInt predicted = scores.predicted(i);
        if (predicted.isPresent() && predicted.getAsInt() == labels[row]) {
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
   * @param lossNats mean cross-entropy
   */
  record Result(long correct, long total, double lossNats) {}

  /**
   * Writes the rows that came since the last save, as one entry; then how many entries there are.
   */
  void save(StateStore store) {
    if (rows > savedRows) {
      int sizeBytes = (rows - savedRows) * (Integer.BYTES + features.sizeBytes());
      store.put(Integer.toString(savedEntries), ROWS.write(sizeBytes, this::writeNewRows));
      savedEntries++;
      savedRows = rows;
      store.put("entries", COUNT.write(Integer.BYTES, count -> count.putInt(savedEntries)));
    }
  }

  private void writeNewRows(ByteBuffer entry) {
    for (int row = savedRows; row < rows; row++) {
      entry.putInt(labels[row]);
      Inputs chunk = chunks.get(row / CHUNK_ROWS);
      entry.put(
          chunk.buffer().slice((row % CHUNK_ROWS) * features.sizeBytes(), features.sizeBytes()));
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
      ByteBuffer entry = ROWS.open(store.get(Integer.toString(i)).orElseThrow());
      while (entry.hasRemaining()) {
        int label = entry.getInt();
        add(entry.slice(entry.position(), features.sizeBytes()), label);
        entry.position(entry.position() + features.sizeBytes());
      }
    }
    savedRows = rows;
    savedEntries = entries;
  }
}
