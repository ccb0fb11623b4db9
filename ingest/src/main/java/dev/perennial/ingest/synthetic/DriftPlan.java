package dev.perennial.ingest.synthetic;

import java.util.List;

/**
 * Which concept holds where. Around the place p of a change of width w the next concept is drawn
 * with the probability 1 / (1 + exp(-4 (i - p) / w)) at example i, as in MOA's {@code
 * ConceptDriftStream} (Bifet et al. 2009); of width 0 from p on always.
 *
 * @param concepts in their order, at least one
 * @param at where each but the first begins, ascending; one fewer than concepts
 * @param width of every change, at least 0
 */
record DriftPlan(List<Integer> concepts, List<Integer> at, int width) {

  /** Copies the lists. */
  DriftPlan {
    concepts = List.copyOf(concepts);
    at = List.copyOf(at);
  }

  /**
   * The concept of an example.
   *
   * @param share uniform in [0, 1): decides between concepts
   */
  int conceptOf(long example, double share) {
    int change = at.size();
    while (change > 0 && share >= shareOfNext(example - at.get(change - 1))) {
      change--;
    }
    return concepts.get(change);
  }

  private double shareOfNext(long since) {
    if (width == 0) {
      return since >= 0 ? 1 : 0;
    }
    return 1 / (1 + StrictMath.exp(-4.0 * since / width));
  }
}
