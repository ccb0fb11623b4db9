package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Recipe;

/**
 * Experience replay with a reservoir (Chaudhry et al., "On tiny episodic memories in continual
 * learning", 2019, algorithm 1): the loss on the batch plus the loss on rows of memory.
 *
 * <p>Departure: the two means are added, as in Mammoth and Avalanche, where the paper takes one
 * mean over both.
 */
public record ExperienceReplay() implements Strategy {

  @Override
  public String loss() {
    return """
        return self.cross_entropy(logits, labels) + self.cross_entropy(replay_logits, replay_labels)
        """;
  }

  @Override
  public Replay replay(Recipe recipe) {
    return Replay.reservoir(recipe);
  }
}
