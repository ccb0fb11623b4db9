package dev.perennial.learner.loss;

import dev.perennial.learner.network.Statistic;
import java.util.List;

/** Two marks a class: whether the model has learned a row of it, and whether its teacher had. */
final class Taught {

  /** Marks what the model learns. */
  static final String TRACK =
      """
      kept[0].index_fill_(0, labels, 1)
      return 0
      """;

  /** The model becomes the teacher. */
  static final String AT_BOUNDARY =
      """
      kept[1].copy_(kept[0])
      return 0
      """;

  private Taught() {}

  /** The marks, 0 or 1: the model's, then the teacher's. */
  static List<Statistic> statistics(String term) {
    return List.of(Statistic.perClass(term + ".learned"), Statistic.perClass(term + ".taught"));
  }
}
