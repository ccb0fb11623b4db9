package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;

/** What makes one gradient learner differ from another: a named combination of parts. Immutable. */
public interface Strategy {

  /** The parts, each by name; what a recipe says of a part replaces it. */
  Parts parts();

  /** The most rows it keeps, at least 1; by default the recipe's memory. */
  default int capacity(Recipe recipe, Features features) {
    return recipe.memory();
  }

  /** Whether {@link #capacity} is the recipe's memory; whoever overrides one overrides both. */
  default boolean keepsAsManyAsTheRecipe() {
    return true;
  }

  /**
   * The id of the optimizer; by default the recipe's. A strategy that is an optimizer names that,
   * whatever the recipe says.
   */
  default String optimizer(Recipe recipe) {
    return recipe.optimizer();
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
}
