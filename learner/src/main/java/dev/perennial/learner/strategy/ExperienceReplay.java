package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Experience replay with a reservoir (Chaudhry et al., "On tiny episodic memories in continual
 * learning", 2019): the loss on the batch plus the loss on rows of memory.
 *
 * <p>Departure: the two means are added, as in Mammoth and Avalanche, where the paper takes one
 * mean over both.
 */
public record ExperienceReplay() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy + replay").withUpdate("reservoir");
  }
}
