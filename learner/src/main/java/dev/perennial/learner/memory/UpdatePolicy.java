package dev.perennial.learner.memory;

import dev.perennial.learner.random.Draws;
import java.util.OptionalInt;

/** Decides which rows of a stream memory keeps. Immutable; O(1). */
@FunctionalInterface
public interface UpdatePolicy {

  /**
   * The slot a row goes to, replacing what was there; empty if it is not kept. Slots are first used
   * in order.
   *
   * @param seen how many rows came before it, at least 0
   * @param capacity slots, at least 1
   */
  OptionalInt slot(long seen, int capacity);

  /** Keeps no row. */
  static UpdatePolicy nothing() {
    return (seen, capacity) -> OptionalInt.empty();
  }

  /**
   * Every row seen so far is kept with the same probability: Algorithm R (Vitter 1985), decided row
   * by row.
   */
  static UpdatePolicy reservoir(long seed) {
    Draws draws = new Draws(seed, "reservoir");
    return (seen, capacity) -> {
      long slot = seen < capacity ? seen : draws.below(seen + 1, seen);
      return slot < capacity ? OptionalInt.of((int) slot) : OptionalInt.empty();
    };
  }
}
