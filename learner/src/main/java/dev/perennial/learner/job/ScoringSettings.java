package dev.perennial.learner.job;

import dev.perennial.schemas.settings.Problems;
import dev.perennial.schemas.topic.Topic;
import java.io.Serializable;

/**
 * How much of a learner's time goes into scoring it: {@code scoring} of a learner. Time is counted
 * in rows, never by a clock, so that the same log is scored at the same places everywhere.
 *
 * @param share of the time a learner is busy that scoring may take, in [0, 1]: 0 scores at
 *     boundaries only, 1 scores every task every time
 * @param every steps between two scorings within a learning period, at least 1
 * @param wholeTasks a boundary scores every task while a stream has no more of them, whatever that
 *     costs, and what it costs too much is saved between boundaries; with more tasks it scores the
 *     one just learned, and others as far as the share goes. In [0, {@link Topic#MOST_CELLS}]: an
 *     evaluation scores no more
 */
public record ScoringSettings(double share, int every, int wholeTasks) implements Serializable {

  /** What missing keys mean. */
  public static final ScoringSettings DEFAULTS = new ScoringSettings(0.05, 100, 100);

  /** Every task at every boundary, and nothing between them. */
  public static final ScoringSettings AT_BOUNDARIES = new ScoringSettings(0, 100, Topic.MOST_CELLS);

  /** Checks the ranges. */
  public ScoringSettings {
    new Problems("scoring")
        .within("share", share, 0.0, 1.0)
        .atLeast("every", every, 1)
        .within("wholeTasks", wholeTasks, 0, Topic.MOST_CELLS)
        .throwIfAny();
  }

  /** Every task, every so many steps and at every boundary, whatever it costs. */
  public static ScoringSettings wholeEvery(int steps) {
    return new ScoringSettings(1, steps, Topic.MOST_CELLS);
  }

  /** What scoring may cost for each unit that learning costs; infinite for a share of 1. */
  double rate() {
    return share / (1 - share);
  }
}
