package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Every retrieval there is, by the id that selects it in a recipe. {@code mir}, {@code loss} and
 * {@code confusion} take the number of candidates, 50 where it is not given; the others take no
 * number.
 */
public enum Retrievals {
  /** Every subset with the same probability. */
  UNIFORM("uniform", (spec, seed) -> Retrieval.uniform(seed)),
  /** The same number of rows of each class. */
  CLASS_BALANCED("class-balanced", (spec, seed) -> Retrieval.classBalanced(seed)),
  /** The rows that arrived last. */
  RECENCY("recency", (spec, seed) -> Retrieval.recency()),
  /** Candidates, of which the program takes those that the batch's update would hurt most. */
  MIR("mir", Retrievals::candidates),
  /** Candidates, of which the program takes those with the highest loss. */
  LOSS("loss", Retrievals::candidates),
  /** Candidates, of which the program takes more of the classes that are easily confused. */
  CONFUSION("confusion", Retrievals::candidates);

  /** As in the experiments of maximally interfered retrieval (Aljundi et al., NeurIPS 2019). */
  private static final int CANDIDATES = 50;

  private final String id;

  // A function without state, which its type cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiFunction<Spec, Long, Retrieval> constructor;

  Retrievals(String id, BiFunction<Spec, Long, Retrieval> constructor) {
    this.id = id;
    this.constructor = constructor;
  }

  /** What a recipe calls it. */
  public String id() {
    return id;
  }

  /** What a recipe's retrieval must be: {@code must be uniform or class-balanced or ...}. */
  public static String rule() {
    return Arrays.stream(values())
        .map(Retrievals::id)
        .collect(Collectors.joining(" or ", "must be ", ""));
  }

  /** Whether a recipe may name that. */
  public static boolean exists(String id) {
    return named(id).isPresent();
  }

  /**
   * The retrieval of that name, with the recipe's seed.
   *
   * @throws IllegalArgumentException if there is no such retrieval, it is given more numbers than
   *     it takes, or the number of candidates is none
   */
  public static Retrieval of(Spec spec, Recipe recipe) {
    Retrievals retrieval =
        named(spec.id())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "retrieval %s: \"%s\"".formatted(rule(), spec.id())));
    int most = List.of(MIR, LOSS, CONFUSION).contains(retrieval) ? 1 : 0;
    if (spec.numbers().size() > most) {
      throw new IllegalArgumentException(
          "retrieval takes at most %d numbers: \"%s\"".formatted(most, spec));
    }
    return retrieval.constructor.apply(spec, recipe.seed());
  }

  private static Retrieval candidates(Spec spec, long seed) {
    double count = spec.number(0, CANDIDATES);
    if (count < 1 || count > Integer.MAX_VALUE || count != Math.rint(count)) {
      throw new IllegalArgumentException(
          "candidates must be a whole number, at least 1: \"%s\"".formatted(spec));
    }
    return Retrieval.candidates((int) count, seed);
  }

  private static Optional<Retrievals> named(String id) {
    return Arrays.stream(values()).filter(retrieval -> retrieval.id.equals(id)).findFirst();
  }
}
