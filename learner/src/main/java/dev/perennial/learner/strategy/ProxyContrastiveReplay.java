package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Proxy-based contrastive replay (Lin et al., "PCR: proxy-based contrastive replay for online
 * class-incremental continual learning", CVPR 2023, algorithm 1): every row of batch and memory is
 * compared with the proxies of the classes that the two contain, and a row's class is that of the
 * closest proxy. The temperature is the paper's.
 *
 * <p>Departures: no augmented views; see {@code proxy-contrastive}.
 */
public record ProxyContrastiveReplay() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss("proxy-contrastive:1,0.09")
        .withUpdate("reservoir")
        .withClassifier("cosine");
  }
}
