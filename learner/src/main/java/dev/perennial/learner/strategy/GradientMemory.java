package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * A-GEM (Chaudhry et al., "Efficient lifelong learning with A-GEM", ICLR 2019, equation 11): learns
 * the batch alone, but not against the mean loss of rows drawn from memory.
 *
 * <p>Departure: memory is a reservoir instead of random rows of each task, as many of every one, so
 * that no task's number is needed.
 */
public record GradientMemory() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy").withUpdate("reservoir").withGradient("a-gem");
  }
}
