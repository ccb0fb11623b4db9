package dev.perennial.evaluator.ranking;

/** What an evaluation did to what a learner is ranked by. */
public enum Entered {
  /** Nothing: it waits for one before it. */
  NOTHING,
  /** What is known of the newest model has changed: a past one was scored, or the same again. */
  REVISED,
  /** A newer model was evaluated. */
  NEW
}
