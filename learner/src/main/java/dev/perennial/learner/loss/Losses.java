package dev.perennial.learner.loss;

import dev.perennial.learner.learning.Catalogue;
import dev.perennial.learner.learning.Spec;
import java.util.List;

/**
 * Every loss term there is; the number after a term's id is its weight in the sum, 1 if left out.
 */
public final class Losses {

  /** By id. */
  public static final Catalogue<LossTerm> ALL =
      Catalogue.<LossTerm>of("loss")
          .with("cross-entropy:WEIGHT", spec -> new CrossEntropy())
          .with("asymmetric:WEIGHT", spec -> new Asymmetric())
          .with("replay:WEIGHT", spec -> new ReplayCrossEntropy())
          .with("logit-matching:WEIGHT", spec -> new LogitMatching());

  private Losses() {}

  /**
   * The terms of a sum such as {@code cross-entropy + replay:0.5}.
   *
   * @throws IllegalArgumentException if a term does not exist, or its weight is not positive
   */
  public static List<LossTerm.Weighted> parse(String sum) {
    return Spec.parseSum(sum).stream()
        .map(spec -> new LossTerm.Weighted(ALL.part(spec), spec.number(0, 1)))
        .toList();
  }
}
