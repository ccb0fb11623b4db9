package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Parts;

/**
 * Meta-experience replay (Riemer et al., "Learning to learn without forgetting by maximizing
 * transfer and minimizing interference", ICLR 2019, algorithm 1) in the efficient form of Abbes et
 * al., "Revisiting replay and gradient alignment for continual pre-training of large language
 * models", 2025: experience replay as it is, and a Reptile step over every few updates. The first
 * paper's batches of a single row and its second, inner Reptile step are left out.
 */
public record MetaReplay() implements Strategy {

  @Override
  public Parts parts() {
    return new ExperienceReplay().parts().withWeights("reptile");
  }
}
