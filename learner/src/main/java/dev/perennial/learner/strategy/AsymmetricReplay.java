package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Recipe;

/**
 * ER-ACE (Caccia et al., "New insights on reducing abrupt representation change in online continual
 * learning", ICLR 2022, equation 4): the batch's softmax runs over the classes of the batch alone,
 * so new classes do not push old ones away; memory's runs over all.
 */
public record AsymmetricReplay() implements Strategy {

  @Override
  public String loss() {
    return """
        current = torch.index_fill(torch.zeros_like(logits), 1, labels, 1)
        among_current = torch.masked_fill(logits, torch.eq(current, 0), -inf)
        return self.cross_entropy(among_current, labels) + self.cross_entropy(replay_logits, replay_labels)
        """;
  }

  @Override
  public Replay replay(Recipe recipe) {
    return Replay.reservoir(recipe);
  }
}
