package dev.perennial.evaluator.topology;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a record cannot be folded.
 *
 * @param reason the rule it broke, in kebab-case
 * @param detail one sentence that names the thing, the rule and the value
 */
record Fault(String reason, String detail) {

  static Optional<Fault> in(Prediction prediction) {
    if (prediction.getSequence() < 0) {
      return of("sequence must not be negative", prediction.getSequence());
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
    if (score.getTask().getIndex() < 0) {
      return of("task.index must not be negative", score.getTask().getIndex());
    }
    if (score.getPeriod() != null && score.getPeriod() < 0) {
      return of("period must not be negative", score.getPeriod());
    }
    if (score.getLearned() != null && score.getLearned().getIndex() < 0) {
      return of("learned.index must not be negative", score.getLearned().getIndex());
    }
    if (score.getTaskPeriod() != null && score.getTaskPeriod() < 0) {
      return of("taskPeriod must not be negative", score.getTaskPeriod());
    }
    return Optional.empty();
  }

  private static boolean isNegative(@Nullable ClassLabel label) {
    return label != null && label.getIndex() < 0;
  }

  private static Optional<Fault> of(String rule, long value) {
    return Optional.of(new Fault("out-of-range", rule + ": " + value));
  }
}
