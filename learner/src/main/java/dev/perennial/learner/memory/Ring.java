package dev.perennial.learner.memory;

import java.util.OptionalInt;

/**
 * A ring buffer a class (Chaudhry et al., "On tiny episodic memories in continual learning", 2019,
 * its ring buffer strategy): each class keeps its last rows, up to capacity / classes of them,
 * rounded down, but at least one.
 *
 * <p>Departure: the paper knows the number of classes beforehand; here it is how many were seen. A
 * class above its share goes on replacing its own oldest row and gives slots up when others need
 * them: the oldest row of the largest class, the first of those that are equal. Slots that the
 * rounding leaves over stay free.
 *
 * <p>A row takes O(classes + slots of a class).
 */
record Ring() implements UpdatePolicy {

  @Override
  public OptionalInt slot(long seen, int label, Ledger ledger) {
    int classes = ledger.classes() + (ledger.seen(label) == 0 ? 1 : 0);
    int quota = Math.max(1, ledger.capacity() / classes);
    if (ledger.held(label) >= quota) {
      return ledger.oldest(label);
    }
    return ledger.size() < ledger.capacity()
        ? OptionalInt.of(ledger.size())
        : ledger.oldest(ledger.largest()[0]);
  }

  @Override
  public boolean asksLedger() {
    return true;
  }
}
