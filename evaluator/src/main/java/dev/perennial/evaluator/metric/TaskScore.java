package dev.perennial.evaluator.metric;

import java.util.OptionalInt;

/**
 * One model's result on one task.
 *
 * @param task the task's index in its stream, from 0
 * @param learnedIn the period in which the task was first learned, from 0; empty if it has not been
 * @param cell the result
 * @param flips what became of the answers of the version scored on it before
 */
public record TaskScore(int task, OptionalInt learnedIn, Cell cell, Flips flips) {

  /** A result that is compared with none. */
  public TaskScore(int task, OptionalInt learnedIn, Cell cell) {
    this(task, learnedIn, cell, Flips.NONE);
  }

  /** Checks the ranges. */
  public TaskScore {
    if (task < 0) {
      throw new IllegalArgumentException("task must not be negative: " + task);
    }
    if (learnedIn.isPresent() && learnedIn.getAsInt() < 0) {
      throw new IllegalArgumentException("learnedIn must not be negative: " + learnedIn.getAsInt());
    }
  }
}
