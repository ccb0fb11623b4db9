package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Holistic proxy-based contrastive replay (Lin et al., "HPCR: holistic proxy-based contrastive
 * replay for online continual learning", 2025): {@link ProxyContrastiveReplay} with its three
 * components. Contrast with rows as well as with proxies, a temperature that swings, and
 * distillation of what memory kept: logits and the similarities between rows. Temperatures and
 * weights are those of the authors' code; of its two weights for logits the one for CIFAR-10, 0.01,
 * since 0.1 was worse on split MNIST.
 *
 * <p>Departures: those of the terms {@code holistic-contrastive}, {@code proxy-distillation} and
 * {@code sample-distillation}.
 */
public record HolisticReplay() implements Strategy {

  @Override
  public Parts parts() {
    return Parts.ofLoss(
            "holistic-contrastive:1,0.09 + proxy-distillation:0.01 + sample-distillation:0.5,0.09")
        .withUpdate("reservoir")
        .withClassifier("cosine");
  }
}
