package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;

/**
 * Learns from everything so far, which a stream does not allow for long: the upper bound. It keeps
 * all rows up to a budget of its own, whatever the recipe gives other learners as memory, and a
 * uniform sample of them beyond.
 *
 * <p>At each boundary the model is trained afresh, from the first parameters, with one pass over
 * all kept rows in random order; there it is exactly the offline model of the same rows. Between
 * boundaries it learns batch plus replay as {@link ExperienceReplay} does.
 */
public record Joint() implements Strategy {

  /** The most rows kept, and the most bytes of them. */
  private static final int BUDGET_ROWS = 1_000_000;

  private static final int BUDGET_BYTES = Integer.MAX_VALUE;

  private static final Strategy BETWEEN_BOUNDARIES = new ExperienceReplay();

  @Override
  public Parts parts() {
    return BETWEEN_BOUNDARIES.parts();
  }

  @Override
  public int capacity(Recipe recipe, Features features) {
    return Math.min(BUDGET_ROWS, BUDGET_BYTES / features.sizeBytes());
  }

  @Override
  public boolean keepsAsManyAsTheRecipe() {
    return false;
  }

  @Override
  public AtBoundary atBoundary() {
    return AtBoundary.RETRAIN;
  }
}
