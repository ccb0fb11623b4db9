package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Set;

/**
 * The contrastive and the temperature component of HPCR (Lin et al., "HPCR: holistic proxy-based
 * contrastive replay for online continual learning", 2025): batch rows, replayed rows and a copy of
 * each one's proxy are points of unit length; each row is drawn to all points of its class and away
 * from the others ({@code self.contrast}). A second temperature, which scales the gradient alone,
 * swings between {@code least} and {@code most} on a cosine of {@link #PERIOD} steps, from the
 * least on.
 *
 * <p>Departures: no augmented views; the proxy of a class that is known but never had a row is one
 * more point, or it could be the closest; where all rows are of one class, so is the proxy of every
 * other known class, or they would teach nothing.
 *
 * @param temperature of the softmax, positive
 * @param least positive
 * @param most at least {@code least}
 */
record HolisticContrastive(double temperature, double least, double most) implements LossTerm {

  private static final int PERIOD = 500;

  HolisticContrastive {
    Temperatures.require("holistic-contrastive", temperature);
    if (least <= 0 || most < least) {
      throw new IllegalArgumentException(
          "holistic-contrastive's scale must be positive and rise: %s, %s".formatted(least, most));
    }
  }

  @Override
  public String script() {
    return """
        rows = torch.cat([features, replay_features])
        row_labels = torch.cat([labels, replay_labels])
        present = torch.index_fill(torch.zeros_like(kept[1]), 0, row_labels, 1)
        held = present
        if self.number(torch.sum(present)) > 1:
          held = torch.max(present, kept[1])
        others = self.places(torch.eq(held, 0))
        proxy_labels = torch.cat([row_labels, others])
        proxies = torch.index_select(weight, 0, proxy_labels)
        points = self.unit_length(torch.cat([rows, proxies]))
        contrast = self.contrast(points, torch.cat([row_labels, proxy_labels]), torch.size(rows, 0), %s)
        swing = torch.sub(1., torch.cos(torch.mul(kept[0], %s)))
        scale = torch.add(torch.mul(swing, %s), %s)
        return torch.sum(torch.mul(contrast, scale))
        """
        .formatted(temperature, 2 * Math.PI / PERIOD, (most - least) / 2, least);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY, Need.FEATURES);
  }

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(
        Statistic.fixed("holistic-contrastive.step", 1),
        Statistic.perClass("holistic-contrastive.seen"));
  }

  @Override
  public String track() {
    return """
        kept[0].copy_(torch.remainder(torch.add(kept[0], 1), %d))
        kept[1].index_fill_(0, labels, 1)
        return 0
        """
        .formatted(PERIOD);
  }
}
