package dev.perennial.learner.loss;

import java.util.Set;

/**
 * The sample-based part of HPCR's distillation component (Lin et al., "HPCR", 2025): how similar
 * replayed rows are to one another stays as it was when they were kept. A row's similarities to the
 * others go through a softmax; the term is the mean divergence of what it gives now from what it
 * gave.
 *
 * <p>Departures: rows are compared by the cosine of their logits, which memory keeps, where the
 * paper keeps features as well; the logits are those of the classes that every replayed row knew,
 * and with fewer than two of them there is no term; the divergence is Kullback and Leibler's, which
 * is 0 where nothing changed and differs from the paper's cross-entropy by what no gradient sees.
 *
 * @param temperature of the softmax, positive
 */
record SampleDistillation(double temperature) implements LossTerm {

  SampleDistillation {
    Temperatures.require("sample-distillation", temperature);
  }

  @Override
  public String script() {
    return """
        if torch.size(replay_logits, 0) < 2:
          return torch.sum(torch.mul(replay_logits, 0.))
        common = int(self.number(torch.min(stored_known)))
        if common < 2:
          return torch.sum(torch.mul(replay_logits, 0.))
        now = self.neighbours(self.unit_length(torch.narrow(replay_logits, 1, 0, common)), %1$s)
        then = self.neighbours(self.unit_length(torch.narrow(stored_logits, 1, 0, common)), %1$s)
        lost = torch.mul(torch.exp(then), torch.sub(then, now))
        return torch.div(torch.sum(torch.masked_fill(lost, torch.isinf(then), 0.)), torch.size(now, 0))
        """
        .formatted(temperature);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY, Need.STORED_LOGITS);
  }
}
