package dev.perennial.learner.loss;

import java.util.Set;

/**
 * Draws the features of batch and replayed rows of one class together and those of different
 * classes apart (Khosla et al., "Supervised contrastive learning", NeurIPS 2020, equation 2), on
 * unit length.
 *
 * <p>Departures: no augmented views and no projection; a row alone in its class is contrasted with,
 * but is no anchor; a step whose rows are all of one class has no loss.
 *
 * @param temperature positive
 */
record InstanceContrastive(double temperature) implements LossTerm {

  InstanceContrastive {
    Temperatures.require("instance-contrastive", temperature);
  }

  @Override
  public String script() {
    return """
        points = self.unit_length(torch.cat([features, replay_features]))
        return self.contrast(points, torch.cat([labels, replay_labels]), torch.size(points, 0), %s)
        """
        .formatted(temperature);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.FEATURES);
  }
}
