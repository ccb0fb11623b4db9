package dev.perennial.learner.optimizer;

import dev.perennial.learner.learning.Recipe;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every optimizer there is, by the id that selects it in a recipe. */
public enum Optimizers {
  /** Stochastic gradient descent with momentum. */
  SGD("sgd", recipe -> new Sgd(recipe.momentum(), recipe.weightDecay())),
  /** Adam. */
  ADAM("adam", recipe -> new Adam(recipe.weightDecay())),
  /** Gradient descent that spares what is useful and shakes what is not. */
  UPGD("upgd", recipe -> new Upgd(recipe.weightDecay(), Upgd.key(recipe.seed())));

  private final String id;

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Recipe, Optimizer> constructor;

  Optimizers(String id, Function<Recipe, Optimizer> constructor) {
    this.id = id;
    this.constructor = constructor;
  }

  /** What a recipe calls it. */
  public String id() {
    return id;
  }

  /** What a recipe's optimizer must be, for example {@code must be sgd or adam or upgd}. */
  public static String rule() {
    return Arrays.stream(values())
        .map(Optimizers::id)
        .collect(Collectors.joining(" or ", "must be ", ""));
  }

  /** Whether a recipe may name that. */
  public static boolean exists(String id) {
    return named(id).isPresent();
  }

  /**
   * The optimizer of that id with a recipe's numbers.
   *
   * @throws IllegalArgumentException if there is no such optimizer
   */
  public static Optimizer of(String id, Recipe recipe) {
    return named(id)
        .orElseThrow(
            () -> new IllegalArgumentException("optimizer %s: \"%s\"".formatted(rule(), id)))
        .constructor
        .apply(recipe);
  }

  private static Optional<Optimizers> named(String id) {
    return Arrays.stream(values()).filter(optimizer -> optimizer.id.equals(id)).findFirst();
  }
}
