package dev.perennial.learner.penalty;

import dev.perennial.learner.learning.Catalogue;
import dev.perennial.learner.learning.Spec;

/** Every penalty there is. */
public final class Penalties {

  /**
   * By id; the first number is the strength. Those of ewc, si and mas were best, to half an order
   * of magnitude, in one pass over five permutations of MNIST at the default recipe; that of l2 is
   * where it keeps as much of the first as they do, which costs it the later ones.
   */
  public static final Catalogue<Penalty> ALL =
      Catalogue.<Penalty>of("penalty")
          .with("none", spec -> Penalty.NONE)
          .with("l2:STRENGTH", spec -> new L2(strength(spec, 0.1)))
          .with("ewc:STRENGTH,DECAY", spec -> new Ewc(strength(spec, 30), spec.number(1, 0.9)))
          .with(
              "si:STRENGTH,DAMPING",
              spec -> new SynapticIntelligence(strength(spec, 2), spec.number(1, 0.1)))
          .with("mas:STRENGTH", spec -> new MemoryAwareSynapses(strength(spec, 0.3)));

  private Penalties() {}

  private static double strength(Spec spec, double standard) {
    double strength = spec.number(0, standard);
    if (strength < 0) {
      throw new IllegalArgumentException("strength must not be negative: " + spec);
    }
    return strength;
  }
}
