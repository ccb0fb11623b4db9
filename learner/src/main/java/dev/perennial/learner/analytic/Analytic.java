package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import java.util.function.Supplier;

/** The learning systems without gradients through a shared network. */
public enum Analytic {
  /** Nearest class mean. */
  NCM(() -> new Ncm()),
  /** Streaming linear discriminant analysis. */
  SLDA(() -> new Slda()),
  /** Analytic class-incremental learning. */
  ACIL(() -> new Acil(1)),
  /** Prediction error-based classification. */
  PEC(() -> new Pec(16)),
  /** Prototypical Bayesian continual learning. */
  PROTOCL(() -> new ProtoCl());

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Supplier<Head> head;

  Analytic(Supplier<Head> head) {
    this.head = head;
  }

  /** What a state under a recipe is the state of. */
  public static Identity identity(Recipe recipe) {
    return AnalyticLearner.identity(recipe);
  }

  /**
   * Opens a learner at version 0, without classes. The calling thread owns it.
   *
   * @throws IllegalArgumentException if the recipe's features do not suit those of the stream
   */
  public Learner open(Recipe recipe, Features features) {
    return AnalyticLearner.open(recipe, features, head.get());
  }

  /**
   * Bytes of what it begins with, classes reckoned in.
   *
   * @throws IllegalArgumentException as {@link #open}
   */
  public long parameterBytes(Recipe recipe, Features features) {
    return FeatureMaps.bytes(FeatureMaps.of(recipe, features, head.get()), head.get());
  }

  /**
   * Checks a recipe without opening it.
   *
   * @throws IllegalArgumentException as {@link #open}
   */
  public void check(Recipe recipe, Features features) {
    FeatureMaps.of(recipe, features, head.get());
  }
}
