package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import java.util.function.Function;

/** The learning systems without gradients through a shared network. */
public enum Analytic {
  /** Nearest class mean. */
  NCM(recipe -> new Ncm()),
  /** Streaming linear discriminant analysis. */
  SLDA(recipe -> new Slda());

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Recipe, Head> head;

  Analytic(Function<Recipe, Head> head) {
    this.head = head;
  }

  /**
   * Opens a learner at version 0, without classes. The calling thread owns it.
   *
   * @throws IllegalArgumentException if the recipe's features do not suit those of the stream
   */
  public Learner open(Recipe recipe, Features features) {
    return AnalyticLearner.open(recipe, features, head.apply(recipe));
  }

  /**
   * Checks a recipe without opening it.
   *
   * @throws IllegalArgumentException as {@link #open}
   */
  public void check(Recipe recipe, Features features) {
    FeatureMaps.of(recipe, features, head.apply(recipe));
  }
}
