package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The first rows of a stream, kept until there are enough to make a feature map of. */
final class FirstRows {

  private static final StateFormat FORMAT = new StateFormat("what is saved of first rows", 2);
  private static final String COUNT = "count";

  private final Features features;
  private final Batch rows;
  private int saved;
  private int stored;

  /** None yet. */
  FirstRows(Features features, int capacity) {
    this.features = features;
    this.rows = new Batch(features, capacity);
  }

  /** What is kept. */
  Batch rows() {
    return rows;
  }

  /** Keeps the rows of a batch. */
  void add(Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      copy(batch, row, rows);
    }
  }

  /** Adds a kept row to a batch. */
  void copyTo(Batch batch, int row) {
    copy(rows, row, batch);
  }

  private void copy(Batch from, int row, Batch to) {
    to.add(from.inputs().row(row), from.origin(row));
  }

  /** Removes rows; how many were removed. */
  int forget(Forgetting forgotten) {
    int removed = rows.forget(forgotten);
    saved = removed > 0 ? 0 : saved;
    return removed;
  }

  /** Makes the next {@link #save} write every row. */
  void saveAll() {
    saved = 0;
  }

  /** Writes the rows that were added since the last call, or all if some were removed. */
  void save(StateStore store) {
    for (int gone = rows.rows(); gone < stored; gone++) {
      store.remove(name(gone));
    }
    store.put(COUNT, FORMAT.write(Integer.BYTES, bytes -> bytes.putInt(rows.rows())));
    for (; saved < rows.rows(); saved++) {
      byte[] row = new byte[features.sizeBytes()];
      rows.inputs().data().get(saved * row.length, row);
      ByteBuffer entry = ByteBuffer.allocate(Origin.SIZE_BYTES + row.length);
      rows.origin(saved).write(entry);
      store.put(name(saved), entry.put(row).array());
    }
    stored = saved;
  }

  /** Whether first rows are in the store. */
  static boolean areIn(StateStore store) {
    return store.get(COUNT).isPresent();
  }

  /** Becomes what was saved. */
  void restore(StateStore store) {
    int count = FORMAT.open(store.saved(COUNT)).getInt();
    for (int row = 0; row < count; row++) {
      ByteBuffer entry = ByteBuffer.wrap(store.saved(name(row)));
      Origin origin = Origin.read(entry);
      rows.add(entry, origin);
    }
    saved = count;
    stored = count;
  }

  /** Drops from the store what was saved. */
  static void remove(StateStore store) {
    Optional<byte[]> count = store.get(COUNT);
    if (count.isPresent()) {
      int rows = FORMAT.open(count.get()).getInt();
      for (int row = 0; row < rows; row++) {
        store.remove(name(row));
      }
      store.remove(COUNT);
    }
  }

  private static String name(int row) {
    return "row-" + row;
  }
}
