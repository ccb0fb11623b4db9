package dev.perennial.evaluator.metric;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One model scored on the tasks that have hold-out samples, or on some of them.
 *
 * @param number its place among the evaluations of its learner, from 0
 * @param period the learning period the model has reached, from 0; empty for the untrained model
 * @param learned the task whose first step opened that period; empty where it is not known or the
 *     model is untrained
 * @param scores one a task, in any order; not empty
 */
public record Evaluation(
    long number, OptionalInt period, OptionalInt learned, List<TaskScore> scores) {

  /** Checks the ranges and copies the scores. */
  public Evaluation {
    if (number < 0) {
      throw new IllegalArgumentException("number must not be negative: " + number);
    }
    if (period.isPresent() && period.getAsInt() < 0) {
      throw new IllegalArgumentException("period must not be negative: " + period.getAsInt());
    }
    scores = List.copyOf(scores);
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("an evaluation must score at least one task");
    }
  }

  /** Whether the model had begun to learn a task, and every one it had begun was scored. */
  public boolean isWhole() {
    return period.isPresent() && seen().count() == period.getAsInt() + 1;
  }

  /** The scores of the tasks the model had begun to learn; none for the untrained model. */
  public Stream<TaskScore> seen() {
    return scores.stream()
        .filter(
            score ->
                period.isPresent()
                    && score.learnedIn().isPresent()
                    && score.learnedIn().getAsInt() <= period.getAsInt());
  }
}
