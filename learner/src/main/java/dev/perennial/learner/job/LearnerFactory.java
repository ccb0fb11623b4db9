package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import java.io.Serializable;

/** Opens learners on the calling thread, which then owns them. Travels with the job. */
@FunctionalInterface
interface LearnerFactory extends Serializable {

  /**
   * A learner at version 0.
   *
   * @throws IllegalArgumentException if the recipe cannot work on such features, with the reason
   */
  Learner open(Recipe recipe, Features features);

  /** Opens learners where they are told to compute. */
  @FunctionalInterface
  interface Anywhere extends Serializable {

    /** As {@link LearnerFactory#open}. */
    Learner open(Recipe recipe, Features features, Placement placement);

    /** What opens all of them in one place. */
    default LearnerFactory at(Placement placement) {
      return (recipe, features) -> open(recipe, features, placement);
    }
  }
}
