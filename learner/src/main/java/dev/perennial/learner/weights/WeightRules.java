package dev.perennial.learner.weights;

import dev.perennial.learner.learning.Catalogue;

/** Every weight rule there is. */
public final class WeightRules {

  /** By id. */
  public static final Catalogue<WeightRule> ALL =
      Catalogue.<WeightRule>of("weights")
          .with("none", spec -> WeightRule.NONE)
          .with("ema:DECAY", spec -> new Ema(spec.number(0, 0.99)))
          .with("reptile:EVERY,RATE", Reptile::of);

  private WeightRules() {}
}
