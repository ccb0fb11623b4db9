package dev.perennial.learner.loss;

import java.util.Set;

/** The replayed rows' mean negative log-likelihood over all classes. */
record ReplayCrossEntropy() implements LossTerm {

  @Override
  public String script() {
    return "return self.cross_entropy(replay_logits, replay_labels)\n";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPLAY);
  }
}
