package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;
import dev.perennial.learner.step.Selection;

/** Decides which kept rows are replayed. Immutable. */
@FunctionalInterface
public interface Retrieval {

  /**
   * The slots to replay, none twice.
   *
   * @param count how many, from 0 to {@code size}
   * @param size slots in use: 0 to size - 1
   * @param draw counts the calls, so that each draws anew
   * @param ledger what the slots hold; empty unless {@link #asksLedger}
   */
  int[] slots(int count, int size, long draw, Ledger ledger);

  /** Whether it decides by what memory holds; one that does not costs no bookkeeping. */
  default boolean asksLedger() {
    return false;
  }

  /**
   * How many slots to draw for a replay of {@code replayBatch} rows: more where the step's program
   * chooses among them.
   */
  default int candidates(int replayBatch) {
    return replayBatch;
  }

  /** How the step's program chooses among them; by default it takes all. */
  default Selection selection() {
    return Selection.NONE;
  }

  /** Every subset with the same probability. O(count), whatever the size. */
  static Retrieval uniform(long seed) {
    Draws draws = new Draws(seed, "uniform retrieval");
    return (count, size, draw, ledger) ->
        subset(draws, count, size, draw * Integer.MAX_VALUE, new int[count], 0);
  }

  /**
   * A uniform draw of candidates, among which the step's program chooses.
   *
   * @param candidates how many, at least 1; never fewer than are to be replayed
   * @param selection how it chooses
   */
  static Retrieval candidates(int candidates, Selection selection, long seed) {
    Retrieval uniform = uniform(seed);
    return new Retrieval() {
      @Override
      public int[] slots(int count, int size, long draw, Ledger ledger) {
        return uniform.slots(count, size, draw, ledger);
      }

      @Override
      public int candidates(int replayBatch) {
        return replayBatch == 0 ? 0 : Math.max(candidates, replayBatch);
      }

      @Override
      public Selection selection() {
        return selection;
      }
    };
  }

  /** The rows that arrived last, the latest first; see {@link Ledger#latest}. */
  static Retrieval recency() {
    return new Retrieval() {
      @Override
      public int[] slots(int count, int size, long draw, Ledger ledger) {
        return ledger.latest(count);
      }

      @Override
      public boolean asksLedger() {
        return true;
      }
    };
  }

  /** The same number of rows of each class; see {@link ClassBalancedRetrieval}. */
  static Retrieval classBalanced(long seed) {
    return new ClassBalancedRetrieval(seed);
  }

  /**
   * Fills {@code count} places of {@code into}, from {@code first} on, with a subset of 0 to {@code
   * size - 1}, all equally likely, none twice: Floyd's algorithm (Bentley and Floyd, "A sample of
   * brilliance", 1987). O(count).
   *
   * @param counter of the draws, of which it uses {@code count}
   */
  static int[] subset(Draws draws, int count, int size, long counter, int[] into, int first) {
    SlotSet taken = new SlotSet(count);
    for (int i = 0; i < count; i++) {
      int last = size - count + i;
      int drawn = (int) draws.below(last + 1L, counter + i);
      if (taken.add(drawn)) {
        into[first + i] = drawn;
      } else {
        into[first + i] = last;
        taken.add(last);
      }
    }
    return into;
  }
}
