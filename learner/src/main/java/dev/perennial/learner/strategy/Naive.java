package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/** Fine-tuning: learns each batch and keeps nothing. The lower bound. */
public record Naive() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy");
  }
}
