package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.OptionalInt;

/**
 * The cosine between a row's features and a class's weights, times a scale: no class is preferred
 * because its weights are long or its bias high (Hou et al., "Learning a unified classifier
 * incrementally via rebalancing", CVPR 2019, equation 4).
 *
 * <p>Departure: the scale is given, where the paper learns it.
 *
 * @param scale the highest logit, positive
 */
record Cosine(double scale) implements Classifier {

  Cosine {
    if (scale <= 0) {
      throw new IllegalArgumentException("cosine's scale must be positive: " + scale);
    }
  }

  @Override
  public List<Parameter> parameters(String name, int width) {
    return List.of(new Parameter(name + ".weight", OptionalInt.empty(), List.of(width), width));
  }

  @Override
  public String logits() {
    return """
        rows = torch.div(features, torch.clamp_min(torch.norm(features, 2, [1], True), 1e-12))
        weights = torch.div(own[0], torch.clamp_min(torch.norm(own[0], 2, [1], True), 1e-12))
        return torch.mul(torch.linear(rows, weights), %s)
        """
        .formatted(scale);
  }
}
