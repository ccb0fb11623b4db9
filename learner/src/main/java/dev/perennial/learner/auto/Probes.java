package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.random.Draws;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A few rows that no expert learns, kept to ask experts about classes that no longer come:
 * class-balancing reservoir sampling (Chrysakis and Moens, "Online continual learning from
 * imbalanced data", ICML 2020, algorithm 1) of one row in {@link #OFFERED_ONE_IN}. Owned by one
 * thread.
 */
final class Probes {

  /** One row in so many, at random, may be kept from the experts. */
  static final int OFFERED_ONE_IN = 32;

  private static final StateFormat FORMAT = new StateFormat("a saved probe", 2);
  private static final StateFormat COUNTERS = new StateFormat("the saved probes' counters", 1);

  private final Features features;
  private final Draws offers;
  private final Draws chances;
  private final Draws victims;
  private final Draws questions;
  private final byte[][] rows;
  private final Origin[] origins;
  private final BitSet unsaved = new BitSet();
  private final BitSet full = new BitSet();
  private long[] offered = {};
  private long seen;
  private long asked;
  private int size;
  private int saved;

  /**
   * No probes yet.
   *
   * @param capacity the most rows kept, at least 1
   */
  Probes(Features features, int capacity, long seed) {
    this.features = features;
    this.offers = new Draws(seed, "probe offers");
    this.chances = new Draws(seed, "probe chances");
    this.victims = new Draws(seed, "probe victims");
    this.questions = new Draws(seed, "probe questions");
    this.rows = new byte[capacity][];
    this.origins = new Origin[capacity];
  }

  /** How many rows are kept. */
  int size() {
    return size;
  }

  /** The class of a kept row. */
  int label(int slot) {
    return origins[slot].label();
  }

  /**
   * Whether the next row of the stream is kept here, and thus from the experts. O(capacity) for an
   * offered row.
   *
   * @param row its remaining bytes; not moved
   */
  boolean keeps(ByteBuffer row, Origin origin) {
    int label = origin.label();
    long number = seen++;
    if (offers.below(OFFERED_ONE_IN, number) != 0) {
      return false;
    }
    if (label >= offered.length) {
      offered = Arrays.copyOf(offered, label + 1);
    }
    offered[label]++;
    OptionalInt slot = size < rows.length ? OptionalInt.of(size++) : place(label, number);
    slot.ifPresent(at -> put(at, row, origin));
    if (size == rows.length) {
      largest().forEach(full::set);
    }
    return slot.isPresent();
  }

  private void put(int slot, ByteBuffer row, Origin origin) {
    byte[] bytes = new byte[features.sizeBytes()];
    row.get(row.position(), bytes);
    rows[slot] = bytes;
    origins[slot] = origin;
    unsaved.set(slot);
  }

  /**
   * Removes rows; the others stay in their order. A class that loses its last row is as one that
   * was never offered.
   *
   * @return how many rows were removed
   */
  int forget(Forgetting forgotten) {
    int had = size;
    size = 0;
    for (int slot = 0; slot < had; slot++) {
      if (!forgotten.includes(origins[slot])) {
        rows[size] = rows[slot];
        origins[size] = origins[slot];
        size++;
      }
    }
    if (size < had) {
      Arrays.fill(rows, size, had, null);
      int[] sizes = sizes(offered.length);
      for (int label = 0; label < offered.length; label++) {
        if (sizes[label] == 0) {
          offered[label] = 0;
          full.clear(label);
        }
      }
      saveAll();
    }
    return had - size;
  }

  /**
   * A class that was never among the largest takes a row from one that is; of the others, whose
   * share is settled, a row stays with the chance that Algorithm R gives it.
   */
  private OptionalInt place(int label, long number) {
    int held = sizes(offered.length)[label];
    if (!full.get(label)) {
      int[] largest = largest().toArray();
      return OptionalInt.of(
          anyOf(largest[(int) victims.below(largest.length, 2 * number)], number));
    }
    boolean stays = chances.below(offered[label], number) < held;
    return stays ? OptionalInt.of(anyOf(label, number)) : OptionalInt.empty();
  }

  private int anyOf(int label, long number) {
    return slotOf(label, (int) victims.below(sizes(offered.length)[label], 2 * number + 1));
  }

  private IntStream largest() {
    int[] sizes = sizes(offered.length);
    int most = Arrays.stream(sizes).max().orElse(0);
    return IntStream.range(0, sizes.length).filter(label -> sizes[label] == most);
  }

  /** The slot of a class's row of that rank. */
  private int slotOf(int label, int rank) {
    int left = rank;
    for (int slot = 0; slot < size; slot++) {
      if (label(slot) == label && left-- == 0) {
        return slot;
      }
    }
    throw new IllegalStateException("class %d has no row of rank %d".formatted(label, rank));
  }

  /**
   * Draws slots, with replacement: first a class, by what is missing of it, then any of its rows.
   *
   * @param missing at least 0 a class; see {@link ClassShares#missing}
   * @param count at least 1
   * @return that many, or none where no missing class has a row
   */
  int[] draw(double[] missing, int count) {
    int[] sizes = sizes(missing.length);
    int[] lacking =
        IntStream.range(0, missing.length)
            .filter(label -> sizes[label] > 0 && missing[label] > 0)
            .toArray();
    if (lacking.length == 0) {
      return lacking;
    }
    double sum = Arrays.stream(lacking).mapToDouble(label -> missing[label]).sum();
    int[] slots = new int[count];
    for (int i = 0; i < count; i++) {
      double left = questions.unit(asked++) * sum;
      int at = 0;
      while (at < lacking.length - 1 && left >= missing[lacking[at]]) {
        left -= missing[lacking[at++]];
      }
      slots[i] = slotOf(lacking[at], (int) questions.below(sizes[lacking[at]], asked++));
    }
    return slots;
  }

  private int[] sizes(int classes) {
    int[] sizes = new int[classes];
    for (int slot = 0; slot < size; slot++) {
      sizes[label(slot)]++;
    }
    return sizes;
  }

  /** Adds a kept row to inputs. */
  void read(int slot, Inputs into) {
    into.add(ByteBuffer.wrap(rows[slot]));
  }

  /** Writes the counters, and the rows that changed since the last call. */
  void save(StateStore store) {
    store.put(
        "counters",
        COUNTERS.write(
            2 * Long.BYTES + Integer.BYTES + offered.length * (Long.BYTES + 1),
            bytes -> {
              bytes.putLong(seen).putLong(asked).putInt(size);
              for (int label = 0; label < offered.length; label++) {
                bytes.putLong(offered[label]).put((byte) (full.get(label) ? 1 : 0));
              }
            }));
    for (int slot = unsaved.nextSetBit(0); slot >= 0; slot = unsaved.nextSetBit(slot + 1)) {
      int at = slot;
      store.put(
          "row-" + slot,
          FORMAT.write(
              Origin.SIZE_BYTES + rows[slot].length,
              bytes -> {
                origins[at].write(bytes);
                bytes.put(rows[at]);
              }));
    }
    for (int slot = size; slot < saved; slot++) {
      store.remove("row-" + slot);
    }
    unsaved.clear();
    saved = size;
  }

  /** Makes the next {@link #save} write every row, as a store that holds none needs it. */
  void saveAll() {
    unsaved.clear();
    unsaved.set(0, size);
  }

  /**
   * Becomes what was saved.
   *
   * @throws IllegalStateException if a row is missing, or a format is another
   */
  void restore(StateStore store) {
    ByteBuffer counters = COUNTERS.open(store.saved("counters"));
    seen = counters.getLong();
    asked = counters.getLong();
    size = counters.getInt();
    offered = new long[counters.remaining() / (Long.BYTES + 1)];
    for (int label = 0; label < offered.length; label++) {
      offered[label] = counters.getLong();
      full.set(label, counters.get() != 0);
    }
    for (int slot = 0; slot < size; slot++) {
      ByteBuffer bytes = FORMAT.open(store.saved("row-" + slot));
      origins[slot] = Origin.read(bytes);
      rows[slot] = new byte[features.sizeBytes()];
      bytes.get(rows[slot]);
    }
    unsaved.clear();
    saved = size;
  }
}
