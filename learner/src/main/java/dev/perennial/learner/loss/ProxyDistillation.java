package dev.perennial.learner.loss;

import java.util.Set;

/**
 * The proxy-based part of HPCR's distillation component (Lin et al., "HPCR", 2025): the mean
 * squared difference between a replayed row's logits and those it was kept with, over the classes
 * of the step's rows, a class as often as it has rows.
 *
 * <p>Departure: classes that appeared after a row was kept have no stored logit and are left out.
 */
record ProxyDistillation() implements LossTerm {

  @Override
  public String script() {
    return """
        columns = torch.unsqueeze(torch.arange(torch.size(replay_logits, 1), device=replay_logits.device), 0)
        known = torch.lt(columns, torch.unsqueeze(stored_known, 1))
        counts = self.counts(torch.cat([labels, replay_labels]), torch.size(replay_logits, 1))
        weights = torch.to(torch.mul(known, counts), 6)
        squares = torch.square(torch.sub(replay_logits, stored_logits))
        return torch.div(torch.sum(torch.mul(squares, weights)), torch.clamp(torch.sum(weights), 1.))
        """;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY, Need.STORED_LOGITS);
  }
}
