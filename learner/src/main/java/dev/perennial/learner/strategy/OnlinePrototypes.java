package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Online prototype learning (Wei et al., "Online prototype learning for online continual learning",
 * ICCV 2023, equation 9): prototypes in equilibrium, contrast between rows, cross-entropy on
 * replayed rows alone, and a replay with more of the classes that are easily confused. The
 * temperatures are the paper's.
 *
 * <p>Departures: no augmented views, no mixing of rows; see {@code prototype}, {@code
 * instance-contrastive} and the retrieval {@code confusion}.
 */
public record OnlinePrototypes() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("prototype:1,0.5 + instance-contrastive:1,0.07 + replay")
        .withUpdate("reservoir")
        .withRetrieval("confusion:50");
  }
}
