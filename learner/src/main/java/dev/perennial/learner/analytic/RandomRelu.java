package dev.perennial.learner.analytic;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.OptionalInt;

/**
 * The first layer of a network that was never trained: a dense random projection of the scaled
 * inputs and a ReLU (the random buffer of ACIL, Zhuang et al. 2022). Weights and biases are uniform
 * in +-1/sqrt(inputs).
 *
 * @param inputs elements a row
 * @param width of the projection
 */
record RandomRelu(int inputs, int width) implements FeatureMap {

  @Override
  public List<Slot> slots() {
    return List.of(
        Slot.of(new Parameter("map.weight", OptionalInt.of(width), List.of(inputs), inputs)),
        Slot.of(new Parameter("map.bias", OptionalInt.of(width), List.of(), inputs)));
  }

  @Override
  public String methods() {
    return """
      def map(self, x: Tensor) -> Tensor:
        return self.dense(x, {map.weight}, {map.bias})
      def prepare(self, x: Tensor, draws: Tensor) -> int:
        return 0
    """;
  }
}
