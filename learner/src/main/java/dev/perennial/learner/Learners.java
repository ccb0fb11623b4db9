package dev.perennial.learner;

import dev.perennial.learner.analytic.Analytic;
import dev.perennial.learner.auto.Auto;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.online.IncrementalLearner;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.strategy.AsymmetricReplay;
import dev.perennial.learner.strategy.DarkExperience;
import dev.perennial.learner.strategy.ExperienceReplay;
import dev.perennial.learner.strategy.GradientLearner;
import dev.perennial.learner.strategy.Joint;
import dev.perennial.learner.strategy.Naive;
import dev.perennial.learner.strategy.Strategy;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Every learning system there is, by the id that selects it in a recipe. */
public enum Learners {
  /** Several side by side, weighted by what each turns out to be worth: nothing to choose. */
  AUTO("auto", Auto::open),
  /** Fine-tuning, the lower bound. */
  NAIVE("naive", new Naive()),
  /** Experience replay. */
  ER("er", new ExperienceReplay()),
  /** Experience replay with asymmetric cross-entropy. */
  ER_ACE("er-ace", new AsymmetricReplay()),
  /** Dark experience replay. */
  DER("der", new DarkExperience(false)),
  /** Dark experience replay with labels. */
  DER_PLUS_PLUS("der++", new DarkExperience(true)),
  /** All data so far, the upper bound. */
  JOINT("joint", new Joint()),
  /** Nearest class mean. */
  NCM("ncm", Analytic.NCM),
  /** Streaming linear discriminant analysis. */
  SLDA("slda", Analytic.SLDA),
  /** Analytic class-incremental learning: recursive ridge regression. */
  ACIL("acil", Analytic.ACIL),
  /** Prediction error-based classification. */
  PEC("pec", Analytic.PEC),
  /** Prototypical Bayesian continual learning. */
  PROTOCL("protocl", Analytic.PROTOCL),
  /** Nearest neighbours among the latest rows. */
  KNN("knn", IncrementalLearner::neighbours);

  /** What a learning system does with a recipe. */
  private interface Opening {

    /**
     * Checks the parts that the recipe states.
     *
     * @throws InvalidSettingsException if one does not exist, or does not suit the system
     */
    void check(Recipe recipe);

    /**
     * Checks that it can take such features.
     *
     * @throws IllegalArgumentException if not
     */
    void check(Recipe recipe, Features features);

    Learner open(Recipe recipe, Features features);
  }

  private final String id;

  // Functions without state, which their type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Opening opening;

  Learners(String id, Opening opening) {
    this.id = id;
    this.opening = opening;
  }

  Learners(String id, BiFunction<Recipe, Features, Learner> constructor) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            new Problems("recipe")
                .require(
                    recipe.parts().equals(Parts.DEFAULTS),
                    "parts",
                    "must all be preset, %s has none to replace".formatted(id),
                    recipe.parts())
                .throwIfAny();
          }

          @Override
          public void check(Recipe recipe, Features features) {
            // Takes any.
          }

          @Override
          public Learner open(Recipe recipe, Features features) {
            return constructor.apply(recipe, features);
          }
        });
  }

  Learners(String id, Strategy strategy) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            GradientLearner.check(recipe, strategy);
          }

          @Override
          public void check(Recipe recipe, Features features) {
            Networks.of(recipe.network(), features);
          }

          @Override
          public Learner open(Recipe recipe, Features features) {
            return GradientLearner.open(recipe, features, strategy);
          }
        });
  }

  Learners(String id, Analytic analytic) {
    this(
        id,
        new Opening() {
          @Override
          public void check(Recipe recipe) {
            new Problems("recipe")
                .require(
                    recipe.parts().equals(Parts.DEFAULTS.withFeatures(recipe.parts().features())),
                    "parts",
                    "must all be preset but features, %s has no others to replace".formatted(id),
                    recipe.parts())
                .throwIfAny();
          }

          @Override
          public void check(Recipe recipe, Features features) {
            analytic.check(recipe, features);
          }

          @Override
          public Learner open(Recipe recipe, Features features) {
            return analytic.open(recipe, features);
          }
        });
  }

  /** What a recipe calls it. */
  public String id() {
    return id;
  }

  /** The ids of all of them. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Learners::id).toList();
  }

  /**
   * Checks that everything a recipe names exists and goes together.
   *
   * @throws InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe) {
    new Problems("recipe")
        .require(
            named(recipe.strategy()).isPresent(),
            "strategy",
            "must be one of " + ids(),
            recipe.strategy())
        .require(Networks.exists(recipe.network()), "network", Networks.rule(), recipe.network())
        .require(
            Optimizers.exists(recipe.optimizer()),
            "optimizer",
            Optimizers.rule(),
            recipe.optimizer())
        .throwIfAny();
    named(recipe.strategy()).orElseThrow().opening.check(recipe);
  }

  /**
   * Checks that everything a recipe names exists, goes together and can take such features.
   *
   * @throws InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe, Features features) {
    check(recipe);
    try {
      named(recipe.strategy()).orElseThrow().opening.check(recipe, features);
    } catch (IllegalArgumentException unfit) {
      throw new InvalidSettingsException(List.of(String.valueOf(unfit.getMessage())));
    }
  }

  /**
   * Opens the learner a recipe describes, at version 0. The calling thread owns it.
   *
   * @throws InvalidSettingsException if {@link #check} refuses the recipe
   * @throws IllegalArgumentException if the learner cannot take such features
   */
  public static Learner open(Recipe recipe, Features features) {
    check(recipe);
    return named(recipe.strategy()).orElseThrow().opening.open(recipe, features);
  }

  private static Optional<Learners> named(String id) {
    return Arrays.stream(values()).filter(learner -> learner.id.equals(id)).findFirst();
  }
}
