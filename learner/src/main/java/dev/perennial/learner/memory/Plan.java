package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Origin;
import java.util.OptionalInt;

/**
 * Which of a batch's rows memory keeps, and where. Made anew for every batch in the same arrays.
 * Owned by one thread.
 */
final class Plan {

  private int[] labels = new int[0];
  private Origin[] origins = new Origin[0];
  private OptionalInt[] slots = new OptionalInt[0];
  private int rows;

  /** The slots that are written, by their first use, and the last row that goes to each. */
  private int[] writtenSlots = new int[0];

  private int[] writtenRows = new int[0];
  private int written;

  /** The same slots as a set: the place of one is looked for only where two rows draw one slot. */
  private SlotSet drawn = new SlotSet(0);

  /** Forgets what was planned, and is of a batch of up to so many rows. */
  void begin(int count) {
    clear();
    if (count > labels.length) {
      labels = new int[count];
      origins = new Origin[count];
      slots = new OptionalInt[count];
      writtenSlots = new int[count];
      writtenRows = new int[count];
      drawn = new SlotSet(count);
    }
  }

  /** Plans nothing. */
  void clear() {
    drawn.clear();
    rows = 0;
    written = 0;
  }

  /** The next row goes to that slot, if to any; where two draw one slot the later stays. */
  void add(int label, Origin origin, OptionalInt slot) {
    labels[rows] = label;
    origins[rows] = origin;
    slots[rows] = slot;
    if (slot.isPresent()) {
      write(slot.getAsInt());
    }
    rows++;
  }

  private void write(int slot) {
    int at = drawn.add(slot) ? written++ : placeOf(slot);
    writtenSlots[at] = slot;
    writtenRows[at] = rows;
  }

  private int placeOf(int slot) {
    int at = 0;
    while (writtenSlots[at] != slot) {
      at++;
    }
    return at;
  }

  /** How many rows are planned, kept or not. */
  int rows() {
    return rows;
  }

  /** A row's class. */
  int label(int row) {
    return labels[row];
  }

  /** Which sample a row is. */
  Origin origin(int row) {
    return origins[row];
  }

  /** Where a row goes, even if a later one goes there too; empty if it is not kept. */
  OptionalInt slot(int row) {
    return slots[row];
  }

  /** How many slots are written. */
  int written() {
    return written;
  }

  /** One of the slots that are written, 0 to {@link #written} - 1. */
  int writtenSlot(int at) {
    return writtenSlots[at];
  }

  /** The row that goes there. */
  int writtenRow(int at) {
    return writtenRows[at];
  }

  /** How many slots are in use after it, where so many are before. */
  int sizeAfter(int size) {
    int after = size;
    for (int at = 0; at < written; at++) {
      after = Math.max(after, writtenSlots[at] + 1);
    }
    return after;
  }
}
