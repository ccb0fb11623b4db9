package dev.perennial.learner.analytic;

import java.util.List;

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
  public String methods() {
    return """
      def map(self, x: Tensor) -> Tensor:
        return x
      def prepare(self, x: Tensor, draws: Tensor) -> int:
        return 0
    """;
  }
}
