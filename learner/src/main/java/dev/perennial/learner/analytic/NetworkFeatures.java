package dev.perennial.learner.analytic;

import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The features of a network with its first parameters, which nothing trains: what is before the
 * output layer of {@code mlp:H,H,...} or {@code cnn}. For features that are trained, a strategy
 * that trains a network takes {@code ncm} or {@code slda} as its classifier.
 *
 * @param network what maps rows to features
 */
record NetworkFeatures(Network network) implements FeatureMap {

  @Override
  public int width() {
    return network.width();
  }

  @Override
  public List<Slot> slots() {
    return network.parameters().stream()
        .map(p -> Slot.of(new Parameter("map." + p.name(), p.rows(), p.row(), p.fanIn())))
        .toList();
  }

  @Override
  public String methods() {
    String parameters =
        slots().stream().map(slot -> "{" + slot.name() + "}").collect(Collectors.joining(", "));
    String features =
        network.features().lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    return """
      def map(self, x: Tensor) -> Tensor:
        parameters = [%s]
    %s  def prepare(self, x: Tensor, draws: Tensor) -> int:
        return 0
    """
        .formatted(parameters, features);
  }
}
