package dev.perennial.learner.gradient;

import dev.perennial.learner.learning.Catalogue;

/** Every gradient rule there is. */
public final class GradientRules {

  /** By id. */
  public static final Catalogue<GradientRule> ALL =
      Catalogue.<GradientRule>of("gradient")
          .with("none", spec -> GradientRule.NONE)
          .with("clip:NORM", spec -> new Clip(spec.number(0, 1)))
          .with("a-gem", spec -> new AveragedGem());

  private GradientRules() {}
}
