package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;

/**
 * Classes in turn, until enough rows are drawn; within a class, every subset with the same
 * probability. A class whose rows are all drawn is passed over. The turn goes on from one replay to
 * the next, so that a replay of fewer rows than there are classes reaches them all in time. O(count
 * + size).
 */
final class ClassBalancedRetrieval implements Retrieval {

  private final Draws draws;

  ClassBalancedRetrieval(long seed) {
    this.draws = new Draws(seed, "class-balanced retrieval");
  }

  @Override
  public int[] slots(int count, int size, long draw, Ledger ledger) {
    int[] labels = ledger.labels();
    int[] shares = shares(count, draw, labels, ledger);
    int[] slots = new int[count];
    int filled = 0;
    for (int i = 0; i < labels.length; i++) {
      int[] own = ledger.slots(labels[i]);
      long counter = draw * Integer.MAX_VALUE + filled;
      Retrieval.subset(draws, shares[i], own.length, counter, slots, filled);
      for (int end = filled + shares[i]; filled < end; filled++) {
        slots[filled] = own[slots[filled]];
      }
    }
    return slots;
  }

  /** How many rows of each label. */
  private static int[] shares(int count, long draw, int[] labels, Ledger ledger) {
    int[] shares = new int[labels.length];
    int turn = labels.length == 0 ? 0 : (int) (draw * count % labels.length);
    for (int drawn = 0; drawn < count; turn = (turn + 1) % labels.length) {
      if (shares[turn] < ledger.held(labels[turn])) {
        shares[turn]++;
        drawn++;
      }
    }
    return shares;
  }

  @Override
  public boolean asksLedger() {
    return true;
  }
}
