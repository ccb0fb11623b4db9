package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;

/**
 * Two marks a class: whether the model has learned a row of it, and whether it had at the last
 * boundary, where it became the teacher.
 */
final class Taught {

  /** Marks what the model learns. */
  static final String TRACK =
      """
      kept[0].index_fill_(0, labels, 1)
      return 0
      """;

  /** What the model has learned, the teacher has. */
  static final String AT_BOUNDARY =
      """
      kept[1].copy_(kept[0])
      return 0
      """;

  private Taught() {}

  /** The marks, 0 or 1: now, then at the last boundary. */
  static List<Statistic> statistics(String term) {
    return List.of(Statistic.perClass(term + ".learned"), Statistic.perClass(term + ".taught"));
  }
}
