package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Dark experience replay (Buzzega et al., "Dark experience for general continual learning: a
 * strong, simple baseline", NeurIPS 2020): replayed rows must keep the logits they were kept with;
 * DER++ (equation 6) also asks for their labels. The weights are the paper's for class-incremental
 * MNIST with a memory of 500 rows or more.
 *
 * <p>Departure: DER++ draws two replays a step in the paper, here both terms see the same rows.
 *
 * @param labelled whether labels are asked for
 */
public record DarkExperience(boolean labelled) implements Strategy {

  @Override
  public Parts parts() {
    String dark = "cross-entropy + logit-matching:0.5";
    return Parts.ofLoss(labelled ? dark + " + replay" : dark).withUpdate("reservoir");
  }
}
