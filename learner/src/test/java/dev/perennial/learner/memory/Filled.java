package dev.perennial.learner.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A ledger that a policy fills, and where it put each row. */
record Filled(Ledger ledger, List<OptionalInt> slots) {

  static Filled by(UpdatePolicy policy, int capacity, int... labels) {
    Ledger ledger = new Ledger(capacity);
    List<OptionalInt> slots = new ArrayList<>();
    for (int row = 0; row < labels.length; row++) {
      OptionalInt slot = policy.slot(row, labels[row], ledger);
      ledger.enter(labels[row], slot, row);
      slots.add(slot);
    }
    ledger.commit();
    return new Filled(ledger, slots);
  }

  /** A ledger whose slots hold these classes. */
  static Ledger with(int... labels) {
    return by(UpdatePolicy.classBalanced(1), labels.length, labels).ledger();
  }

  /** The slot of a row that was kept. */
  int slot(int row) {
    return slots.get(row).orElseThrow();
  }

  /** The rows that are there in the end, by slot. */
  List<Integer> rows() {
    TreeMap<Integer, Integer> rows = new TreeMap<>();
    for (int row = 0; row < slots.size(); row++) {
      int current = row;
      slots.get(row).ifPresent(slot -> rows.put(slot, current));
    }
    return List.copyOf(rows.values());
  }
}
