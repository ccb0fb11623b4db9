package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Catalogue;
import dev.perennial.learner.learning.Spec;
import dev.perennial.learner.step.Selection;
import java.util.function.LongFunction;

/** Every retrieval there is; each is made with a seed. */
public final class Retrievals {

  /** As in the experiments of maximally interfered retrieval (Aljundi et al., NeurIPS 2019). */
  private static final int CANDIDATES = 50;

  /** By id. */
  public static final Catalogue<LongFunction<Retrieval>> ALL =
      Catalogue.<LongFunction<Retrieval>>of("retrieval")
          .with("uniform", spec -> Retrieval::uniform)
          .with("class-balanced", spec -> Retrieval::classBalanced)
          .with("recency", spec -> seed -> Retrieval.recency())
          .with("mir:CANDIDATES", spec -> candidates(spec, Selection.INTERFERENCE))
          .with("loss:CANDIDATES", spec -> candidates(spec, Selection.LOSS))
          .with("confusion:CANDIDATES", spec -> candidates(spec, Selection.CONFUSION));

  private Retrievals() {}

  private static LongFunction<Retrieval> candidates(Spec spec, Selection selection) {
    int count = spec.whole(0, "candidates", CANDIDATES);
    return seed -> Retrieval.candidates(count, selection, seed);
  }
}
