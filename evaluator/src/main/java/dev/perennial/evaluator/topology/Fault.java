package dev.perennial.evaluator.topology;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.topic.Topic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a record cannot be folded.
 *
 * @param reason the rule it broke, in kebab-case
 * @param detail one sentence that names the thing, the rule and the value
 */
record Fault(String reason, String detail) {

  private static final String TASK_RULE = "must be in [0, " + (Topic.MOST_TASKS - 1) + "]";

  static Optional<Fault> in(Prediction prediction) {
    if (prediction.getSequence() < 0) {
      return of("sequence must not be negative", prediction.getSequence());
    }
    if (prediction.getRefusedSteps() < 0) {
      return of("refusedSteps must not be negative", prediction.getRefusedSteps());
    }
    if (isNegative(prediction.getPredicted())) {
      return of("predicted.index must not be negative", prediction.getPredicted().getIndex());
    }
    if (isNegative(prediction.getActual())) {
      return of("actual.index must not be negative", prediction.getActual().getIndex());
    }
    return Optional.empty();
  }

  static Optional<Fault> in(Score score) {
    if (score.getEvaluation() < 0) {
      return of("evaluation must not be negative", score.getEvaluation());
    }
    if (score.getCells() < 1) {
      return of("cells must be at least 1", score.getCells());
    }
    if (score.getTotal() < 1) {
      return of("total must be at least 1", score.getTotal());
    }
    if (score.getCorrect() < 0 || score.getCorrect() > score.getTotal()) {
      return of("correct must be in [0, %d]".formatted(score.getTotal()), score.getCorrect());
    }
    if (isNoTask(score.getTask().getIndex())) {
      return of("task.index " + TASK_RULE, score.getTask().getIndex());
    }
    if (score.getLearned() != null && isNoTask(score.getLearned().getIndex())) {
      return of("learned.index " + TASK_RULE, score.getLearned().getIndex());
    }
    if (score.getPeriod() != null && isNoTask(score.getPeriod())) {
      return of("period " + TASK_RULE, score.getPeriod());
    }
    if (score.getTaskPeriod() != null && isNoTask(score.getTaskPeriod())) {
      return of("taskPeriod " + TASK_RULE, score.getTaskPeriod());
    }
    return Optional.empty();
  }

  // Tasks and periods are dense: a number out of range is a mistake, not a very long stream.
  private static boolean isNoTask(int number) {
    return number < 0 || number >= Topic.MOST_TASKS;
  }

  private static boolean isNegative(@Nullable ClassLabel label) {
    return label != null && label.getIndex() < 0;
  }

  private static Optional<Fault> of(String rule, long value) {
    return Optional.of(new Fault("out-of-range", rule + ": " + value));
  }
}
