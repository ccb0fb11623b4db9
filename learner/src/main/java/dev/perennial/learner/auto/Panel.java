package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.strategy.ExperienceReplay;
import dev.perennial.learner.strategy.GradientLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who sits at the table, chosen by the shape of the rows and the bytes there are, and by nothing
 * else.
 *
 * @param pace how many rows the experts learn at once
 * @param probes how many rows are kept from them, at least 1
 * @param members the experts, by name
 */
record Panel(Pace pace, int probes, List<Member> members) {

  private static final double PROBES_SHARE = 0.05;
  private static final int MOST_PROBES = 256;
  private static final int LEAST_IMAGE_SIDE = 8;

  /** How many rows experts learn at once. */
  enum Pace {
    /** One after the other, each predicted after the one before was learned. */
    ROWS,
    /** The batch as a whole. */
    BATCHES
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
    Pace pace = isImage(features) ? Pace.BATCHES : Pace.ROWS;
    List<Member> members = new ArrayList<>();
    members.add(replay("replay-fast", recipe, features, pace, 0.05, bytes * 3 / 10));
    members.add(replay("replay-slow", recipe, features, pace, 0.01, bytes * 3 / 10));
    return new Panel(pace, probes, members);
  }

  private static boolean isImage(Features features) {
    List<Integer> shape = features.shape();
    return shape.size() >= 2
        && shape.subList(shape.size() - 2, shape.size()).stream()
            .allMatch(side -> side >= LEAST_IMAGE_SIDE);
  }

  private static Member replay(
      String name, Recipe recipe, Features features, Pace pace, double rate, long bytes) {
    ReplayPlan plan = ReplayPlan.within(bytes, features);
    Recipe own =
        new Recipe(
            "er",
            plan.network(),
            plan.rows(),
            pace == Pace.ROWS ? 1 : recipe.batch(),
            16,
            1,
            "sgd",
            rate,
            0,
            0,
            recipe.seed());
    return new Member(name, () -> GradientLearner.open(own, features, new ExperienceReplay()));
  }
}
