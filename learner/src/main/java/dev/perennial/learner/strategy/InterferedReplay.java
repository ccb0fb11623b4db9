package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * ER-MIR (Aljundi et al., "Online continual learning with maximally interfered retrieval", NeurIPS
 * 2019): experience replay of those among 50 drawn rows whose loss an update on the batch alone
 * would raise most.
 *
 * <p>Departure: the two means of loss are added, as in {@link ExperienceReplay}.
 */
public record InterferedReplay() implements Strategy {

  @Override
  public Parts parts() {
    return new ExperienceReplay().parts().withRetrieval("mir");
  }
}
