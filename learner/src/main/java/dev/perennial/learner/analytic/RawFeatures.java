package dev.perennial.learner.analytic;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.step.Scaling;
import java.util.List;
import java.util.Optional;

/**
 * The scaled inputs themselves.
 *
 * @param width elements a row
 */
record RawFeatures(int width) implements FeatureMap {

  @Override
  public List<Slot> slots() {
    return List.of();
  }

  @Override
  public Optional<Scaling> scaling(Features features) {
    return Optional.of(Scaling.of(features));
  }

  @Override
  public int firstRows() {
    return 0;
  }

  @Override
  public long[] draws(long seed) {
    return new long[0];
  }

  @Override
  public int rowsAtOnce() {
    return 256;
  }

  @Override
  public String methods() {
    return """
      def map(self, x: Tensor) -> Tensor:
        return x
      def prepare(self, x: Tensor, draws: Tensor) -> int:
        return 0
    """;
  }
}
