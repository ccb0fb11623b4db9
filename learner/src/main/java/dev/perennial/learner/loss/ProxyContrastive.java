package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Set;

/**
 * Draws each row to its class's proxy and away from the proxies of the other rows' classes (Lin et
 * al., "PCR: proxy-based contrastive replay for online class-incremental continual learning", CVPR
 * 2023; proxies counted as in the authors' code): the mean over batch and replayed rows {@code i}
 * of {@code -log(n exp(z_i w_i / t) / sum_j exp(z_i w_j / t))}, where {@code w_j} is the proxy of
 * row {@code j}'s class, {@code n} how many rows share that of row {@code i}, and all are of unit
 * length. The proxies are the rows of the classifier's first tensor.
 *
 * <p>Departures: {@code n}, which changes no gradient, so that a stream of one class has no loss;
 * the classes that are known but never had a row count as one row together, or one of them could be
 * the closest; no augmented views; the batch is learned also while memory is empty.
 *
 * @param temperature {@code t}, positive
 */
record ProxyContrastive(double temperature) implements LossTerm {

  ProxyContrastive {
    Temperatures.require("proxy-contrastive", temperature);
  }

  @Override
  public String script() {
    return """
        rows = self.unit_length(torch.cat([features, replay_features]))
        row_labels = torch.cat([labels, replay_labels])
        similarities = torch.div(torch.mm(rows, torch.t(self.unit_length(weight))), %s)
        counts = self.counts(row_labels, torch.size(weight, 0))
        unseen = torch.to(torch.mul(torch.eq(kept[0], 0), torch.eq(counts, 0)), 6)
        shares = torch.add(counts, torch.div(unseen, torch.clamp(torch.sum(unseen), 1)))
        if self.number(torch.sum(torch.gt(counts, 0))) < 2:
          shares = torch.ones_like(shares)
        return self.cross_entropy(torch.add(similarities, torch.log(shares)), row_labels)
        """
        .formatted(temperature);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY, Need.FEATURES);
  }

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(Statistic.perClass("proxy-contrastive.seen"));
  }

  @Override
  public String track() {
    return """
        kept[0].index_fill_(0, labels, 1)
        return 0
        """;
  }
}
