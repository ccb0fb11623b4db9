package dev.perennial.learner.loss;

import java.util.Optional;
import java.util.Set;

/**
 * The mean squared difference between a replayed row's logits and those it was kept with (Buzzega
 * et al., "Dark experience for general continual learning", NeurIPS 2020, the second term of DER).
 *
 * <p>Departures: the mean is over classes too, as in the authors' code, where the paper writes the
 * squared length; and classes that appeared after a row was kept have no stored logit and are left
 * out, where the paper's output layer has all classes from the start.
 */
record LogitMatching() implements LossTerm {

  @Override
  public String script() {
    return """
        if torch.size(replay_logits, 0) == 0:
          return torch.sum(replay_logits)
        columns = torch.unsqueeze(torch.arange(torch.size(replay_logits, 1), device=replay_logits.device), 0)
        known = torch.to(torch.lt(columns, torch.unsqueeze(stored_known, 1)), 6)
        difference = torch.mul(torch.sub(replay_logits, stored_logits), known)
        return torch.div(torch.sum(torch.mul(difference, difference)), torch.sum(known))
        """;
  }

  @Override
  public Optional<Slope> slope() {
    return Optional.of(
        new Slope(
            Slope.Rows.REPLAY,
            """
            if torch.size(logits, 0) == 0:
              return torch.zeros_like(logits)
            columns = torch.unsqueeze(torch.arange(torch.size(logits, 1), device=logits.device), 0)
            known = torch.to(torch.lt(columns, torch.unsqueeze(stored_known, 1)), 6)
            difference = torch.mul(torch.sub(logits, stored_logits), known)
            return torch.div(torch.mul(difference, 2), torch.sum(known))
            """));
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY, Need.STORED_LOGITS);
  }
}
