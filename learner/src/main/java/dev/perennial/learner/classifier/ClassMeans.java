package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Statistic;
import java.util.List;

/**
 * The nearest class mean (Mensink et al., "Distance-based image classification", 2013): a score is
 * the negative half of the squared distance to the running mean of a class's rows, learned and
 * replayed, as they were when the step saw them. A class without rows scores as far as the
 * farthest.
 *
 * <p>Departure: the mean is an exponential one once a class has {@code 1 / RATE} rows, since
 * features move while the network learns.
 */
record ClassMeans() implements Classifier.Answer {

  private static final double RATE = 0.01;

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(
        Statistic.perClass("classifier.mean", width), Statistic.perClass("classifier.count"));
  }

  @Override
  public String track() {
    return """
        mean, count = kept[0], kept[1]
        all_features, all_labels = torch.cat([features, replay_features]), torch.cat([labels, replay_labels])
        for row in range(torch.size(all_labels, 0)):
          label = int(self.number(all_labels[row]))
          count[label].add_(1)
          rate = max(1. / self.number(count[label]), %s)
          mean[label].mul_(1. - rate).add_(all_features[row], alpha=rate)
        return 0
        """
        .formatted(RATE);
  }

  @Override
  public String prepare() {
    return "return [kept[0], torch.gt(kept[1], 0)]\n";
  }

  @Override
  public String answer() {
    return """
        mean, present = prepared[0], prepared[1]
        if not self.truth(torch.any(present)):
          return logits
        distance = torch.sum(torch.square(torch.sub(torch.unsqueeze(features, 1), torch.unsqueeze(mean, 0))), [2])
        farthest = torch.add(torch.max(distance), 1.)
        return torch.mul(torch.where(torch.unsqueeze(present, 0), distance, farthest), -0.5)
        """;
  }
}
