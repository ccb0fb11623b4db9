package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * An energy-based model (Li et al., "Energy-based models for continual learning", CoLLAs 2022,
 * equations 3 to 6): the energy of a row with its class falls, with the batch's other classes it
 * rises, and no other class is touched. Without a memory.
 *
 * <p>Departures: those of {@code energy-contrast} and of the classifier {@code energy}.
 */
public record EnergyBased() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("energy-contrast").withClassifier("energy");
  }
}
