package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * ER-ACE (Caccia et al., "New insights on reducing abrupt representation change in online continual
 * learning", ICLR 2022): the batch's softmax runs over the classes of the batch alone, memory's
 * over all.
 */
public record AsymmetricReplay() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("asymmetric + replay").withUpdate("reservoir");
  }
}
