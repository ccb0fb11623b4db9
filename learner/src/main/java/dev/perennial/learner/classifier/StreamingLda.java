package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Statistic;
import java.util.List;

/**
 * Streaming linear discriminant analysis on the network's features (Hayes and Kanan, "Lifelong
 * machine learning with deep streaming linear discriminant analysis", CVPR workshops 2020): running
 * class means, one running covariance that all classes share, and the discriminant's logits, all
 * classes being equally likely beforehand.
 *
 * <p>Departures. Features move while the network learns, so means and covariance become exponential
 * ones: a class's mean once it has {@code 1 / RATE} rows, the covariance likewise. A row's part in
 * the covariance is damped by its class's count, as Welford's recurrence has it, where the paper
 * takes the count of all rows; so the covariance is the mean scatter within classes. The covariance
 * is shrunk by {@code SHRINKAGE} towards its mean variance (Ledoit and Wolf 2004), where the paper
 * shrinks towards one, which knows no scale. It is solved anew after as many rows as there are
 * features, when a class is new, and at boundaries; means and covariance between are not yet in the
 * answer. A row costs O(width^2).
 */
record StreamingLda() implements Classifier.Answer {

  private static final double RATE = 0.01;
  private static final double SHRINKAGE = 0.3;
  private static final double LEAST_VARIANCE = 1e-6;

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(
        Statistic.perClass("classifier.mean", width),
        Statistic.perClass("classifier.count"),
        Statistic.fixed("classifier.covariance", width, width),
        Statistic.perClass("classifier.weight", width),
        Statistic.perClass("classifier.bias"),
        Statistic.perClass("classifier.solved"),
        Statistic.fixed("classifier.rows", 2));
  }

  @Override
  public String track() {
    return """
        mean, count, covariance, solved, rows = kept[0], kept[1], kept[2], kept[5], kept[6]
        all_features, all_labels = torch.cat([features, replay_features]), torch.cat([labels, replay_labels])
        deviations = torch.zeros_like(all_features)
        fresh = torch.size(all_labels, 0)
        for row in range(fresh):
          label = int(self.number(all_labels[row]))
          before = self.number(count[label])
          away = torch.sub(all_features[row], mean[label])
          deviations[row].copy_(away).mul_((before / (before + 1.)) ** 0.5)
          count[label].add_(1)
          mean[label].add_(away, alpha=max(1. / (before + 1.), %1$s))
        rows.add_(fresh)
        rate = max(fresh / self.number(rows[0]), min(1., fresh * %1$s))
        covariance.addmm_(torch.t(deviations), deviations, beta=1. - rate, alpha=rate / fresh)
        if self.number(rows[1]) >= torch.size(features, 1) or self.truth(torch.any(torch.eq(torch.index_select(solved, 0, labels), 0))):
          self.renew(kept)
        return 0
        """
        .formatted(RATE);
  }

  @Override
  public String renew() {
    return """
        mean, count, covariance, weight, bias, solved, rows = kept[0], kept[1], kept[2], kept[3], kept[4], kept[5], kept[6]
        variance = max(self.number(torch.mean(torch.diagonal(covariance))), %2$s)
        shrunk = torch.mul(torch.to(covariance, 7), 1. - %1$s)
        torch.diagonal(shrunk).add_(%1$s * variance)
        means = torch.to(mean, 7)
        weights = torch.t(torch.cholesky_solve(torch.t(means), torch.linalg_cholesky(shrunk)))
        weight.copy_(weights)
        bias.copy_(torch.mul(torch.sum(torch.mul(weights, means), [1]), -0.5))
        solved.copy_(torch.gt(count, 0))
        torch.narrow(rows, 0, 1, 1).zero_()
        return 0
        """
        .formatted(SHRINKAGE, LEAST_VARIANCE);
  }

  @Override
  public String prepare() {
    return "return [kept[3], kept[4], torch.gt(kept[5], 0)]\n";
  }

  @Override
  public String answer() {
    return """
        weight, bias, present = prepared[0], prepared[1], prepared[2]
        if not self.truth(torch.any(present)):
          return logits
        scores = torch.linear(features, weight, bias)
        return torch.where(torch.unsqueeze(present, 0), scores, torch.sub(torch.min(scores), 1.))
        """;
  }
}
