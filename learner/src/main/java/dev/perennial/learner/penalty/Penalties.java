package dev.perennial.learner.penalty;

import dev.perennial.learner.learning.Catalogue;
import dev.perennial.learner.learning.Spec;

/** Every penalty there is. */
public final class Penalties {

  /** By id; the number is the strength. */
  public static final Catalogue<Penalty> ALL =
      Catalogue.<Penalty>of("penalty")
          .with("none", spec -> Penalty.NONE)
          .with("l2:STRENGTH", spec -> new L2(strength(spec, 0.1)));

  private Penalties() {}

  private static double strength(Spec spec, double standard) {
    double strength = spec.number(0, standard);
    if (strength < 0) {
      throw new IllegalArgumentException("strength must not be negative: " + spec);
    }
    return strength;
  }
}
