package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Statistic;
import java.util.List;

/**
 * The nearest mean of exemplars (Rebuffi, Kolesnikov, Sperl and Lampert, "iCaRL: Incremental
 * classifier and representation learning", CVPR 2017, equation 2 and section 2.1): the mean of a
 * class's rows in memory, on features of unit length and of unit length itself; a score is the
 * negative half of the squared distance to it. A class without a mean scores as far as the
 * farthest.
 *
 * <p>Departures. Features move with every step and seeing all of memory each time would cost far
 * more than the step, so the means are taken anew after as many rows, learned and replayed, as
 * memory holds, and at boundaries. A class that is new starts at the mean of its rows in the batch
 * that showed it, and one that memory has lost keeps its last mean.
 */
record NearestExemplar() implements Classifier.Answer {

  /** Takes over the means of {@code rows} and {@code classes} where {@code wanted} says so. */
  private static final String TAKE_MEANS =
      """
      unit = torch.div(rows, torch.clamp_min(torch.norm(rows, 2, [1], True), 1e-12))
      sum = torch.index_add(torch.zeros_like(mean), 0, classes, unit)
      fresh = torch.div(sum, torch.clamp_min(torch.norm(sum, 2, [1], True), 1e-12))
      shown = torch.index_fill(torch.zeros_like(present), 0, classes, 1)
      taken = torch.gt(torch.mul(shown, wanted), 0)
      mean.copy_(torch.where(torch.unsqueeze(taken, 1), fresh, mean))
      present.copy_(torch.max(present, shown))
      """;

  @Override
  public List<Statistic> statistics(int width) {
    return List.of(
        Statistic.perClass("classifier.mean", width),
        Statistic.perClass("classifier.present"),
        Statistic.fixed("classifier.rows", 1));
  }

  @Override
  public String track() {
    return """
        mean, present, since = kept[0], kept[1], kept[2]
        rows, classes = features, labels
        wanted = torch.eq(present, 0)
        %sremembered = self.remembered_labels()
        since.add_(torch.size(labels, 0) + torch.size(replay_labels, 0))
        if self.number(since) >= torch.size(remembered, 0):
          self.renew(kept)
        return 0
        """
        .formatted(TAKE_MEANS);
  }

  @Override
  public String renew() {
    return """
        mean, present, since = kept[0], kept[1], kept[2]
        classes = self.remembered_labels()
        if torch.size(classes, 0) > 0:
          rows = self.remembered(self.answering())
          wanted = torch.ones_like(present)
        %s  since.zero_()
        return 0
        """
        .formatted(TAKE_MEANS.indent(2));
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
        unit = torch.div(features, torch.clamp_min(torch.norm(features, 2, [1], True), 1e-12))
        closeness = torch.linear(unit, mean)
        return torch.where(torch.unsqueeze(present, 0), torch.sub(closeness, 1.), torch.sub(torch.min(closeness), 2.))
        """;
  }

  @Override
  public boolean needsMemory() {
    return true;
  }
}
