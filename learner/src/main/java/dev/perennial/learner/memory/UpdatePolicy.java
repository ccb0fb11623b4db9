package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;
import java.util.OptionalInt;

/** Decides which rows of a stream memory keeps. Immutable. */
@FunctionalInterface
public interface UpdatePolicy {

  /**
   * The slot a row goes to, replacing what was there; empty if it is not kept. Slots are first used
   * in order: any slot that is not in use means the first of them.
   *
   * @param seen how many rows came before it, at least 0
   * @param label its class
   * @param ledger what memory holds before it; only its capacity unless {@link #asksLedger}
   */
  OptionalInt slot(long seen, int label, Ledger ledger);

  /**
   * Whether it decides by what memory holds. One that does uses freed slots again; one that does
   * not is O(1) and costs no bookkeeping.
   */
  default boolean asksLedger() {
    return false;
  }

  /**
   * Whether, when a learning period ends, the learner shall order each class's rows by {@link
   * Herding} and {@link ReplayMemory#retain} the first ones.
   */
  default boolean herds() {
    return false;
  }

  /**
   * Whether a row's slot is its place among the rows that came, so that the slots in use must stay
   * in the order in which their rows came, where some are forgotten.
   */
  default boolean keepsOrder() {
    return false;
  }

  /** Keeps no row. */
  static UpdatePolicy nothing() {
    return (seen, label, ledger) -> OptionalInt.empty();
  }

  /**
   * Every row seen so far is kept with the same probability: Algorithm R (Vitter 1985), decided row
   * by row.
   */
  static UpdatePolicy reservoir(long seed) {
    Draws draws = new Draws(seed, "reservoir");
    return (seen, label, ledger) -> {
      int capacity = ledger.capacity();
      long slot = seen < capacity ? seen : draws.below(seen + 1, seen);
      return slot < capacity ? OptionalInt.of((int) slot) : OptionalInt.empty();
    };
  }

  /** Keeps the last rows. */
  static UpdatePolicy slidingWindow() {
    return new UpdatePolicy() {
      @Override
      public OptionalInt slot(long seen, int label, Ledger ledger) {
        return OptionalInt.of((int) (seen % ledger.capacity()));
      }

      @Override
      public boolean keepsOrder() {
        return true;
      }
    };
  }

  /** As many rows of each class as the stream allows; see {@link ClassBalanced}. */
  static UpdatePolicy classBalanced(long seed) {
    return new ClassBalanced(seed, false);
  }

  /** {@link #classBalanced} whose rows are ordered at boundaries; see {@link ClassBalanced}. */
  static UpdatePolicy herding(long seed) {
    return new ClassBalanced(seed, true);
  }

  /** The last rows of each class; see {@link Ring}. */
  static UpdatePolicy ring() {
    return new Ring();
  }
}
