package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Task;
import org.jspecify.annotations.Nullable;

/**
 * Scores a model of the past on the task that was new to it, once there are hold-out samples to do
 * so. Keeps at most one {@link PastSelf}. Owned by one thread.
 */
final class Retrospection {

  private final LearnerSettings settings;
  private final LearnerFactory learners;
  private final HoldoutSets holdouts;
  private final Scorer scorer;
  private final StateStore store;
  private @Nullable PastSelf pastSelf;
  private boolean saved;

  /**
   * One that goes on from {@code store}; one that keeps nothing if the store is empty.
   *
   * @param holdouts the hold-out sets, which others fill
   * @throws IllegalStateException if the store holds what this version cannot read
   */
  Retrospection(
      LearnerSettings settings,
      LearnerFactory learners,
      HoldoutSets holdouts,
      Scorer scorer,
      StateStore store) {
    this.settings = settings;
    this.learners = learners;
    this.holdouts = holdouts;
    this.scorer = scorer;
    this.store = store;
    this.pastSelf = PastSelf.restore(store).orElse(null);
    this.saved = pastSelf != null;
  }

  /**
   * Keeps the model as it is before its first step on a task that cannot be scored well yet; of a
   * stream with more tasks than are scored whole nothing is kept, as one more scoring of two models
   * a task would be more than the budget.
   */
  void beforeFirstStepOn(Task task, Standing standing, Learner current) {
    int rows = holdouts.rows(task);
    pastSelf = null;
    if (scorer.isWholeWith(task) && !areEnough(rows)) {
      pastSelf = new PastSelf(task, rows, standing, current.model());
      saved = false;
    }
  }

  /** A task's hold-out set has grown: if it is large enough now, its past self is scored. */
  void holdoutGrew(Task task, Learner current, Features features) {
    if (pastSelf != null
        && pastSelf.task().getIndex() == task.getIndex()
        && areEnough(holdouts.rows(task))) {
      score(pastSelf, current, features);
      pastSelf = null;
    }
  }

  /**
   * Scores the past self on what hold-out samples came, even if it was kept for more of them: its
   * period may be over.
   */
  void scoreOnWhatCame(Learner current, Features features) {
    if (pastSelf != null && holdouts.rows(pastSelf.task()) > pastSelf.rows()) {
      score(pastSelf, current, features);
      pastSelf = pastSelf.scoredOn(holdouts.rows(pastSelf.task()));
      saved = false;
    }
  }

  /** The kept model forgets examples, if it holds any. */
  void forget(Forgetting forgotten, Features features) {
    if (pastSelf == null) {
      return;
    }
    try (Learner old = learners.open(settings.recipe(), features)) {
      old.adopt(pastSelf.model(), pastSelf.standing().version());
      if (old.givesExamplesAway() && old.forget(forgotten).orElse(0) > 0) {
        pastSelf = pastSelf.withModel(old.model());
        saved = false;
      }
    }
  }

  /** Scores the kept model on its task, and the untrained one before it. */
  private void score(PastSelf past, Learner current, Features features) {
    if (past.standing().period() != null) {
      try (Learner untrained = learners.open(settings.recipe(), features)) {
        untrained.expectClasses(current.classes());
        scorer.scoreRetrospectively(untrained, past.standing().untrained(), past.task());
      }
    }
    try (Learner old = learners.open(settings.recipe(), features)) {
      old.adopt(past.model(), past.standing().version());
      old.expectClasses(current.classes());
      scorer.scoreRetrospectively(old, past.standing(), past.task());
    }
  }

  private boolean areEnough(int rows) {
    return rows >= Math.min(PastSelf.ENOUGH_ROWS, settings.holdoutCapacity());
  }

  /** Writes what is kept, unless that is written already; drops what is kept no more. */
  void save() {
    if (pastSelf == null) {
      PastSelf.remove(store);
    } else if (!saved) {
      pastSelf.save(store);
      saved = true;
    }
  }
}
