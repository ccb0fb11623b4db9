package dev.perennial.learner.auto;

import dev.perennial.learner.analytic.Analytic;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.online.IncrementalLearner;
import dev.perennial.learner.strategy.DarkExperience;
import dev.perennial.learner.strategy.ExperienceReplay;
import dev.perennial.learner.strategy.GradientLearner;
import dev.perennial.learner.strategy.Strategy;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who sits at the table, chosen by the shape of the rows and the bytes there are, and by nothing
 * else.
 *
 * @param pace how many rows the experts learn at once
 * @param weighing how the experts are weighed
 * @param probes how many rows are kept from them, at least 1
 * @param members the experts, by name
 */
record Panel(Pace pace, Weighing weighing, int probes, List<Member> members) {

  private static final double PROBES_SHARE = 0.1;
  private static final int MOST_PROBES = 256;
  private static final int LEAST_IMAGE_SIDE = 8;
  private static final int LEAST_WIDTH = 64;
  private static final int REPLAYED_ROWS = 16;
  private static final long MOST_REPLAY_BYTES = 1_600_000;

  /** How many rows experts learn at once. */
  enum Pace {
    /** One after the other, each predicted after the one before was learned. */
    ROWS,
    /** The batch as a whole. */
    BATCHES
  }

  /**
   * How experts are weighed.
   *
   * @param absent how much classes count that come no longer; see {@link ClassShares}
   * @param always how much all of the past counts; see {@link ClassShares}
   * @param tolerance of the pool; see {@link OpinionPool}
   */
  record Weighing(double absent, double always, double tolerance) {

    /** Classes come one after the other and are asked for together: the past counts. */
    static final Weighing IMAGES = new Weighing(1, 0.5, 0.7);

    /** Old labels are more often contradicted than absent. */
    static final Weighing VECTORS = new Weighing(0.25, 0, 0);
  }

  /**
   * An expert to be.
   *
   * @param newborn opens its learner
   */
  record Member(String name, Supplier<Learner> newborn) {}

  /** Copies the list. */
  Panel {
    members = List.copyOf(members);
  }

  /** The panel for such rows within the recipe's bytes. */
  static Panel of(Recipe recipe, Features features) {
    long bytes = recipe.memoryBytes();
    int probes =
        (int)
            Math.max(
                1, Math.min(MOST_PROBES, Math.round(bytes * PROBES_SHARE / features.sizeBytes())));
    long rest = bytes - (long) probes * features.sizeBytes();
    return features.image(LEAST_IMAGE_SIDE).isPresent()
        ? images(recipe, features, probes, rest)
        : vectors(recipe, features, probes, rest);
  }

  private static Panel images(Recipe recipe, Features features, int probes, long bytes) {
    long replayBytes = replayBytes(features, bytes);
    return new Panel(
        Pace.BATCHES,
        Weighing.IMAGES,
        probes,
        List.of(
            replay(
                "der++",
                new DarkExperience(true),
                recipe,
                features,
                recipe.batch(),
                0.1,
                replayBytes),
            discriminant(recipe, features, recipe.batch(), bytes - replayBytes)));
  }

  /** A network on pixels is worth half of the bytes if that makes it wide. */
  private static long replayBytes(Features features, long bytes) {
    long half = Math.min(MOST_REPLAY_BYTES, bytes / 2);
    boolean wide = ReplayPlan.within(half, features, true).width() >= LEAST_WIDTH;
    return wide ? half : bytes * 12 / 100;
  }

  private static Panel vectors(Recipe recipe, Features features, int probes, long bytes) {
    return new Panel(
        Pace.ROWS,
        Weighing.VECTORS,
        probes,
        List.of(
            replay("er", new ExperienceReplay(), recipe, features, 1, 0.02, bytes * 20 / 100),
            forest(recipe, features, bytes * 45 / 100),
            neighbours(recipe, features, bytes * 25 / 100),
            discriminant(recipe, features, 1, bytes * 10 / 100)));
  }

  private static Member replay(
      String id,
      Strategy strategy,
      Recipe recipe,
      Features features,
      int batch,
      double rate,
      long bytes) {
    ReplayPlan plan = ReplayPlan.within(bytes, features, strategy instanceof DarkExperience);
    Recipe own =
        new Recipe(
            id,
            plan.network(),
            plan.rows(),
            batch,
            REPLAYED_ROWS,
            1,
            "sgd",
            rate,
            0,
            0,
            recipe.seed());
    return new Member("replay", () -> GradientLearner.open(own, features, strategy));
  }

  private static Member forest(Recipe recipe, Features features, long bytes) {
    Recipe own = within(bytes, 1, "forest", recipe);
    return new Member("forest", () -> IncrementalLearner.forest(own, features));
  }

  private static Member neighbours(Recipe recipe, Features features, long bytes) {
    Recipe own = within(bytes, 1, "knn", recipe);
    return new Member("knn", () -> IncrementalLearner.neighbours(own, features));
  }

  private static Member discriminant(Recipe recipe, Features features, int batch, long bytes) {
    Recipe own = within(bytes, batch, "slda", recipe);
    return new Member("slda", () -> Analytic.SLDA.open(own, features));
  }

  private static Recipe within(long bytes, int batch, String strategy, Recipe recipe) {
    return Recipe.DEFAULTS
        .withStrategy(strategy)
        .withBatch(batch)
        .withSeed(recipe.seed())
        .withMemoryBytes(Math.max(1, bytes));
  }
}
