package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Dark experience replay (Buzzega et al., "Dark experience for general continual learning: a
 * strong, simple baseline", NeurIPS 2020): replayed rows must keep the logits they were kept with;
 * DER++ also asks for their labels. The logits' weight of 0.5 is the one that the paper finds
 * stable; labels weigh 1, as much as the batch's own, where it finds 0.5 stable too.
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
