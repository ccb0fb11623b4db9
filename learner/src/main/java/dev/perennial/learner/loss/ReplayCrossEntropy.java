package dev.perennial.learner.loss;

import java.util.Optional;
import java.util.Set;

/** The replayed rows' mean negative log-likelihood over all classes. */
record ReplayCrossEntropy() implements LossTerm {

  @Override
  public String script() {
    return "return self.cross_entropy(replay_logits, replay_labels)\n";
  }

  @Override
  public Optional<Slope> slope() {
    return Optional.of(
        new Slope(Slope.Rows.REPLAY, "return self.cross_entropy_slope(logits, labels)\n"));
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY);
  }
}
