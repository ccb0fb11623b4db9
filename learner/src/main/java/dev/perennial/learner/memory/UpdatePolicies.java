package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Spec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Every update policy there is, by the id that selects it in a recipe; none takes numbers. */
public enum UpdatePolicies {
  /** Keeps no row. */
  NONE("none", seed -> UpdatePolicy.nothing()),
  /** A uniform sample of all rows. */
  RESERVOIR("reservoir", UpdatePolicy::reservoir),
  /** The same number of rows of each class, a uniform sample of its rows. */
  CLASS_BALANCED("class-balanced", UpdatePolicy::classBalanced),
  /** The same number of rows of each class, its last. */
  RING("ring", seed -> UpdatePolicy.ring()),
  /** The same number of rows of each class, those nearest to its mean at boundaries. */
  HERDING("herding", UpdatePolicy::herding),
  /** The last rows. */
  SLIDING_WINDOW("sliding-window", seed -> UpdatePolicy.slidingWindow());

  private final String id;

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final LongFunction<UpdatePolicy> constructor;

  UpdatePolicies(String id, LongFunction<UpdatePolicy> constructor) {
    this.id = id;
    this.constructor = constructor;
  }

  /** What a recipe calls it. */
  public String id() {
    return id;
  }

  /** What a recipe's update must be: {@code must be none or reservoir or ...}. */
  public static String rule() {
    return Arrays.stream(values())
        .map(UpdatePolicies::id)
        .collect(Collectors.joining(" or ", "must be ", ""));
  }

  /** Whether a recipe may name that. */
  public static boolean exists(String id) {
    return named(id).isPresent();
  }

  /**
   * The policy of that name, with the recipe's seed.
   *
   * @throws IllegalArgumentException if there is no such policy, or it is given numbers
   */
  public static UpdatePolicy of(Spec spec, Recipe recipe) {
    UpdatePolicies policy =
        named(spec.id())
            .orElseThrow(
                () ->
                    new IllegalArgumentException("update %s: \"%s\"".formatted(rule(), spec.id())));
    if (!spec.numbers().isEmpty()) {
      throw new IllegalArgumentException("update takes no number: \"%s\"".formatted(spec));
    }
    return policy.constructor.apply(recipe.seed());
  }

  private static Optional<UpdatePolicies> named(String id) {
    return Arrays.stream(values()).filter(policy -> policy.id.equals(id)).findFirst();
  }
}
