package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Center loss regularization (Olpadkar and Gavas, "Center loss regularization for continual
 * learning", 2021), with experience replay, as the paper finds it best: features are kept near the
 * centres that the classes had when their period ended. The strength is one for single passes over
 * small images.
 *
 * <p>Without a memory it is the loss {@code cross-entropy + center}, for streams that show the same
 * classes in changing ways: a centre only holds rows of its class.
 */
public record CenterRegularization() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("cross-entropy + replay + center:0.03").withUpdate("reservoir");
  }
}
