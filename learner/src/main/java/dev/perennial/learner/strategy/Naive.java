package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Recipe;

/** Fine-tuning: learns each batch and keeps nothing. The lower bound. */
public record Naive() implements Strategy {

  @Override
  public String loss() {
    return "return self.cross_entropy(logits, labels)";
  }

  @Override
  public Replay replay(Recipe recipe) {
    return Replay.none(recipe);
  }
}
