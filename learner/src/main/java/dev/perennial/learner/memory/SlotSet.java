package dev.perennial.learner.memory;

import java.util.Arrays;

/** A few slots of a memory, whatever its size: open addressing in one array, at most half full. */
final class SlotSet {

  /** A slot and one; 0 where there is none. */
  private final int[] table;

  /** An empty set; at most {@code most} slots later. */
  SlotSet(int most) {
    this.table = new int[Integer.highestOneBit(Math.max(1, most)) * 4];
  }

  /** Adds a slot, at least 0; whether it was not there. */
  boolean add(int slot) {
    int at = place(slot);
    boolean isNew = table[at] == 0;
    table[at] = slot + 1;
    return isNew;
  }

  /** Takes every slot out. O(most), whatever the size of the memory. */
  void clear() {
    Arrays.fill(table, 0);
  }

  /** Where it stands, or would. */
  private int place(int slot) {
    int at = (slot * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(table.length - 1);
    while (table[at] != 0 && table[at] != slot + 1) {
      at = (at + 1) % table.length;
    }
    return at;
  }
}
