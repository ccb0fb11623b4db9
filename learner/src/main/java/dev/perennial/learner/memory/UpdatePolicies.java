package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Catalogue;
import java.util.function.LongFunction;

/** Every update policy there is; each is made with a seed, none takes numbers. */
public final class UpdatePolicies {

  /** By id. */
  public static final Catalogue<LongFunction<UpdatePolicy>> ALL =
      Catalogue.<LongFunction<UpdatePolicy>>of("update")
          .with("none", spec -> seed -> UpdatePolicy.nothing())
          .with("reservoir", spec -> UpdatePolicy::reservoir)
          .with("class-balanced", spec -> UpdatePolicy::classBalanced)
          .with("ring", spec -> seed -> UpdatePolicy.ring())
          .with("herding", spec -> UpdatePolicy::herding)
          .with("sliding-window", spec -> seed -> UpdatePolicy.slidingWindow());

  private UpdatePolicies() {}
}
