package dev.perennial.cli.speed;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.List;

/**
 * What is measured.
 *
 * @param strategy the learning system
 * @param network as in a recipe
 * @param batch rows an update; as many are replayed
 */
public record Cell(String strategy, String network, int batch) implements Comparable<Cell> {

  /** The recipe, like the default in everything else; its seed is 1. */
  public Recipe recipe(Device device) {
    Recipe like = Recipe.DEFAULTS;
    return new Recipe(
        strategy,
        network,
        device.memory(),
        batch,
        batch,
        1,
        like.optimizer(),
        like.learningRate(),
        like.momentum(),
        like.weightDecay(),
        1,
        like.memoryBytes(),
        like.parts());
  }

  /**
   * Checks that there is such a learner on a device, for images of 28 x 28.
   *
   * @throws InvalidSettingsException if there is no such part, the network cannot take such images,
   *     or the learner cannot compute there
   */
  public void check(Device device) {
    Learners.check(recipe(device));
    Learners.check(recipe(device), Images.features());
    if (device == Device.GPU && !Learners.runsOnGpu(strategy)) {
      throw new InvalidSettingsException(
          List.of("recipe.strategy must be one that computes on a GPU: " + strategy));
    }
  }

  /** By network, batch and strategy. */
  @Override
  public int compareTo(Cell other) {
    int byNetwork = network.compareTo(other.network);
    int byBatch = byNetwork != 0 ? byNetwork : Integer.compare(batch, other.batch);
    return byBatch != 0 ? byBatch : strategy.compareTo(other.strategy);
  }

  /** For example {@code er mlp:400,400 10+10}. */
  @Override
  public String toString() {
    return "%s %s %d+%d".formatted(strategy, network, batch, batch);
  }
}
