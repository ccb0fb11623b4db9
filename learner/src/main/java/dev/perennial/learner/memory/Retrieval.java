package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;
import java.util.HashSet;
import java.util.Set;

/** Decides which kept rows are replayed. Immutable. */
@FunctionalInterface
public interface Retrieval {

  /**
   * The slots to replay.
   *
   * @param count how many, from 0 to {@code size}
   * @param size slots in use: 0 to size - 1
   * @param draw counts the calls, so that each draws anew
   */
  int[] slots(int count, int size, long draw);

  /**
   * Every subset with the same probability, no slot twice: Floyd's algorithm (Bentley and Floyd, "A
   * sample of brilliance", 1987). O(count), whatever the size.
   */
  static Retrieval uniform(long seed) {
    Draws draws = new Draws(seed, "uniform retrieval");
    return (count, size, draw) -> {
      int[] slots = new int[count];
      Set<Integer> taken = new HashSet<>(2 * count);
      for (int i = 0; i < count; i++) {
        int last = size - count + i;
        int slot = (int) draws.below(last + 1L, draw * Integer.MAX_VALUE + i);
        slots[i] = taken.contains(slot) ? last : slot;
        taken.add(slots[i]);
      }
      return slots;
    };
  }
}
