package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Features are kept near the centre of their class: half the squared distance, a mean over batch
 * and replayed rows whose class has a centre (Wen, Zhang, Li and Qiao, "A discriminative feature
 * learning approach for deep face recognition", ECCV 2016, equation 2). A centre that a boundary
 * has passed stays where it is, so that the features of later periods come to lie where those of
 * older ones lay (Olpadkar and Gavas, "Center loss regularization for continual learning", 2021).
 *
 * <p>Until then a centre follows the batches that show its class, by half of the damped difference
 * (Wen et al., equation 4). Departures: it starts at the mean of the first of them, where the paper
 * starts anywhere; and the output layer goes on learning, since new classes may come, where
 * Olpadkar and Gavas keep decision boundaries as they are.
 */
record Center() implements LossTerm {

  /** How far a centre follows a batch: Wen et al.'s alpha. */
  private static final double RATE = 0.5;

  @Override
  public String script() {
    return """
        center, known = kept[0], kept[1]
        all_features, all_labels = features, labels
        if torch.size(replay_labels, 0) > 0:
          all_features, all_labels = torch.cat([features, replay_features]), torch.cat([labels, replay_labels])
        weights = torch.index_select(known, 0, all_labels)
        away = torch.sub(all_features, torch.index_select(center, 0, all_labels))
        squares = torch.mul(torch.sum(torch.mul(away, away), [1]), weights)
        return torch.div(torch.sum(squares), torch.clamp_min(torch.mul(torch.sum(weights), 2.), 1.))
        """;
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.FEATURES);
  }

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(
        Statistic.perClass("center", width),
        Statistic.perClass("center.known"),
        Statistic.perClass("center.held"));
  }

  @Override
  public String track() {
    return """
        center, known, held = kept[0], kept[1], kept[2]
        count = torch.index_add(torch.zeros_like(known), 0, labels, torch.ones_like(torch.index_select(known, 0, labels)))
        away = torch.sub(features, torch.index_select(center, 0, labels))
        sum = torch.index_add(torch.zeros_like(center), 0, labels, away)
        start = torch.reciprocal(torch.clamp_min(count, 1.))
        follow = torch.mul(torch.reciprocal(torch.add(count, 1.)), %s)
        rate = torch.where(torch.gt(held, 0), torch.zeros_like(count), torch.where(torch.gt(known, 0), follow, start))
        center.add_(torch.mul(sum, torch.unsqueeze(rate, 1)))
        known.index_fill_(0, labels, 1)
        return 0
        """
        .formatted(RATE);
  }

  @Override
  public String atBoundary() {
    return """
        kept[2].copy_(kept[1])
        return 0
        """;
  }
}
