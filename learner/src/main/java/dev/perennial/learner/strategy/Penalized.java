package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Fine-tuning under a penalty that holds parameters to what older periods needed, without a memory:
 * {@code l2}, {@code ewc}, {@code si} and {@code mas}; each penalty cites its paper. What a period
 * needed counts once a boundary ends it: on a stream without boundaries this is {@link Naive}.
 *
 * @param penalty as a recipe names it
 */
public record Penalized(String penalty) implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy").withPenalty(penalty);
  }
}
