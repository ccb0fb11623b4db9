package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;
import java.util.OptionalInt;

/**
 * Class-balancing reservoir sampling (Chrysakis and Moens, "Online continual learning from
 * imbalanced data", ICML 2020, algorithm 1). While a slot is free every row is kept. Then a row of
 * a class that is not full takes the place of a random row of the largest class; one of a full
 * class, n-th of its class, replaces a random one of the class's m with probability m / n, so that
 * what a class holds is a uniform sample of its rows.
 *
 * <p>A class becomes full where it is the largest while no slot is free. Were the steps before to
 * count, the very first row would make its class full for good.
 *
 * <p>With herding, rows that a boundary ordered give way in that order, the last first, and only
 * once their class has no newer row: the exemplar sets of iCaRL (Rebuffi et al., CVPR 2017), which
 * {@link ReplayMemory#retain} builds (algorithm 4) and which shrink from their end as classes come
 * (algorithm 5). Departure: they shrink row by row while the new class grows, where the paper
 * shrinks them at the boundary, with all rows of the period at hand.
 *
 * <p>A row takes O(classes), and O(slots of the class) where it replaces another.
 */
final class ClassBalanced implements UpdatePolicy {

  private final Draws draws;
  private final boolean herds;

  ClassBalanced(long seed, boolean herds) {
    this.draws = new Draws(seed, "class-balanced");
    this.herds = herds;
  }

  @Override
  public OptionalInt slot(long seen, int label, Ledger ledger) {
    if (ledger.size() < ledger.capacity()) {
      return OptionalInt.of(ledger.size());
    }
    if (!ledger.full(label)) {
      int[] largest = ledger.largest();
      return OptionalInt.of(expendable(largest[below(largest.length, 2 * seen)], seen, ledger));
    }
    boolean kept = draws.below(ledger.seen(label) + 1, 2 * seen) < ledger.held(label);
    return kept ? OptionalInt.of(expendable(label, seen, ledger)) : OptionalInt.empty();
  }

  private int expendable(int label, long seen, Ledger ledger) {
    int[] slots = ledger.expendable(label);
    return slots[below(slots.length, 2 * seen + 1)];
  }

  private int below(int bound, long counter) {
    return (int) draws.below(bound, counter);
  }

  @Override
  public boolean asksLedger() {
    return true;
  }

  @Override
  public boolean herds() {
    return herds;
  }
}
