package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.memory.Retrieval;
import dev.perennial.learner.memory.UpdatePolicy;

/** What makes one gradient learner differ from another. Immutable. */
public interface Strategy {

  /**
   * The loss as TorchScript, with {@code logits}, {@code labels}, {@code replay_logits} and {@code
   * replay_labels} at hand; see {@link dev.perennial.learner.step.StepScript#compose}.
   */
  String loss();

  /** What it keeps for replay and what comes back. */
  Replay replay(Recipe recipe);

  /** The most rows it keeps, at least 1; by default the recipe's memory. */
  default int capacity(Recipe recipe, Features features) {
    return recipe.memory();
  }

  /** What becomes of the model when a learning period ends; by default it goes on. */
  default AtBoundary atBoundary() {
    return AtBoundary.CONTINUE;
  }

  /** What a learner does with its model when a learning period ends. */
  enum AtBoundary {
    /** It goes on with the model as it is. */
    CONTINUE,
    /** It trains the model afresh: one pass over all of memory in random order. */
    RETRAIN
  }

  /**
   * A kind of replay memory.
   *
   * @param policy what is kept
   * @param retrieval what comes back
   */
  record Replay(UpdatePolicy policy, Retrieval retrieval) {

    /** Nothing is kept. */
    static Replay none(Recipe recipe) {
      return new Replay(UpdatePolicy.nothing(), Retrieval.uniform(recipe.seed()));
    }

    /** Everything has the same chance to be kept, and to come back. */
    static Replay reservoir(Recipe recipe) {
      return new Replay(UpdatePolicy.reservoir(recipe.seed()), Retrieval.uniform(recipe.seed()));
    }
  }
}
