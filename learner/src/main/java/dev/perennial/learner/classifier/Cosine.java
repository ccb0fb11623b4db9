package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.OptionalInt;

/**
 * A proxy per class: a logit is the cosine between features and proxy, times a scale (Hou et al.,
 * "Learning a unified classifier incrementally via rebalancing", CVPR 2019, equation 4). A row or
 * proxy of zeros scores 0.
 *
 * @param scale positive
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
        cosines = torch.mm(self.unit_length(features), torch.t(self.unit_length(own[0])))
        return torch.mul(cosines, %s)
        """
        .formatted(scale);
  }
}
