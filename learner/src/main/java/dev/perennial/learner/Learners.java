package dev.perennial.learner;

import dev.perennial.learner.analytic.Analytic;
import dev.perennial.learner.auto.Auto;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.strategy.AsymmetricReplay;
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
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Every learning system there is, by the id that selects it in a recipe. */
public enum Learners {
  /** Several side by side, weighted by what each turns out to be worth: nothing to choose. */
  AUTO("auto", new Kind(Auto::open, (recipe, features) -> {})),
  /** Fine-tuning, the lower bound. */
  NAIVE("naive", gradient(new Naive())),
  /** Experience replay. */
  ER("er", gradient(new ExperienceReplay())),
  /** Experience replay with asymmetric cross-entropy. */
  ER_ACE("er-ace", gradient(new AsymmetricReplay())),
  /** All data so far, the upper bound. */
  JOINT("joint", gradient(new Joint())),
  /** Nearest class mean. */
  NCM("ncm", analytic(Analytic.NCM)),
  /** Streaming linear discriminant analysis. */
  SLDA("slda", analytic(Analytic.SLDA)),
  /** Analytic class-incremental learning: recursive ridge regression. */
  ACIL("acil", analytic(Analytic.ACIL)),
  /** Prediction error-based classification. */
  PEC("pec", analytic(Analytic.PEC)),
  /** Prototypical Bayesian continual learning. */
  PROTOCL("protocl", analytic(Analytic.PROTOCL));

  private final String id;

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Kind kind;

  Learners(String id, Kind kind) {
    this.id = id;
    this.kind = kind;
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
   * Checks that everything a recipe names exists.
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
  }

  /**
   * Checks that everything a recipe names exists and that its network or feature map can take such
   * features.
   *
   * @throws InvalidSettingsException if not, with a line for each
   */
  public static void check(Recipe recipe, Features features) {
    check(recipe);
    try {
      named(recipe.strategy()).orElseThrow().kind.check().accept(recipe, features);
    } catch (IllegalArgumentException unfit) {
      throw new InvalidSettingsException(List.of(String.valueOf(unfit.getMessage())));
    }
  }

  /**
   * Opens the learner a recipe describes, at version 0. The calling thread owns it.
   *
   * @throws InvalidSettingsException if {@link #check} refuses the recipe
   * @throws IllegalArgumentException if the network cannot take such features
   */
  public static Learner open(Recipe recipe, Features features) {
    check(recipe);
    return named(recipe.strategy()).orElseThrow().kind.constructor().apply(recipe, features);
  }

  private static Optional<Learners> named(String id) {
    return Arrays.stream(values()).filter(learner -> learner.id.equals(id)).findFirst();
  }

  private static Kind gradient(Strategy strategy) {
    return new Kind(
        (recipe, features) -> GradientLearner.open(recipe, features, strategy),
        (recipe, features) -> Networks.of(recipe.network(), features));
  }

  private static Kind analytic(Analytic analytic) {
    return new Kind(analytic::open, analytic::check);
  }

  /**
   * What learners of one kind have in common.
   *
   * @param constructor opens one
   * @param check refuses features that the recipe does not suit, by an IllegalArgumentException
   */
  private record Kind(
      BiFunction<Recipe, Features, Learner> constructor, BiConsumer<Recipe, Features> check) {}
}
