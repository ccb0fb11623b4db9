package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Task;
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

  /** What is wrong with a prediction whatever was folded before it. */
  static Optional<Fault> in(Prediction prediction, FoldLimits limits) {
    return firstOf(
        longName("stream", prediction.getStream()),
        longName("learner", prediction.getLearner()),
        // One more must still be a number.
        outside("sequence", prediction.getSequence(), 0, Long.MAX_VALUE - 1),
        outside("version", prediction.getVersion(), 0, Long.MAX_VALUE),
        outside("confidence", prediction.getConfidence(), 0, 1),
        outside("refusedSteps", prediction.getRefusedSteps(), 0, Long.MAX_VALUE),
        inTask("task", prediction.getTask()),
        inLabel("predicted", prediction.getPredicted(), limits),
        inLabel("actual", prediction.getActual(), limits));
  }

  /** What is wrong with a score whatever was folded before it. */
  static Optional<Fault> in(Score score) {
    return firstOf(
        longName("stream", score.getStream()),
        longName("learner", score.getLearner()),
        outside("evaluation", score.getEvaluation(), 0, Long.MAX_VALUE - 1),
        outside("cells", score.getCells(), 1, Topic.MOST_CELLS),
        outside("version", score.getVersion(), 0, Long.MAX_VALUE),
        outside("sequence", score.getSequence(), -1, Long.MAX_VALUE),
        outside("total", score.getTotal(), 1, Integer.MAX_VALUE),
        outside("correct", score.getCorrect(), 0, score.getTotal()),
        inLoss("lossNats", score.getLossNats()),
        inFlips(score),
        inRight(score),
        inTask("task", score.getTask()),
        inTask("learned", score.getLearned()),
        inNumber("period", score.getPeriod()),
        inNumber("taskPeriod", score.getTaskPeriod()));
  }

  /** What is wrong with a step whatever was folded before it. */
  static Optional<Fault> in(StepReport step) {
    return firstOf(
        longName("stream", step.getStream()),
        longName("learner", step.getLearner()),
        outside("version", step.getVersion(), 1, Long.MAX_VALUE),
        outside("sequences.length", step.getSequences().size(), 1, Integer.MAX_VALUE),
        inLoss("batchLossNats", step.getBatchLossNats()),
        inLoss("batchLossAfterNats", step.getBatchLossAfterNats()));
  }

  /** What is wrong with a metric whatever was judged before it. */
  static Optional<Fault> in(Metric metric) {
    return firstOf(
        longName("stream", metric.getStream()),
        longName("learner", metric.getLearner()),
        longName("name", metric.getName()),
        metric.getAbsence() == null ? Optional.empty() : longName("absence", metric.getAbsence()),
        metric.getValue() == null
            ? Optional.empty()
            : outside("value", metric.getValue(), -Double.MAX_VALUE, Double.MAX_VALUE),
        outside("n", metric.getN(), 0, Long.MAX_VALUE),
        outside("version", metric.getVersion(), 0, Long.MAX_VALUE),
        outside("sequence", metric.getSequence(), -1, Long.MAX_VALUE));
  }

  // Other bits than the samples there are would be compared with other samples of other learners.
  private static Optional<Fault> inRight(Score score) {
    int bytes = score.getRight().remaining();
    int samples = (int) Math.min(score.getTotal(), RankingFold.MOST_TOLD);
    int needed = (samples + Byte.SIZE - 1) / Byte.SIZE;
    return bytes == 0 || bytes == needed
        ? Optional.empty()
        : Optional.of(
            new Fault(
                "wrong-length",
                "right must have %d bytes for %d samples, or none: %d"
                    .formatted(needed, samples, bytes)));
  }

  /** A record of one learner more than there may be. */
  static Fault noRoomFor(LearnerKey learner, FoldLimits limits) {
    return new Fault(
        "too-many-learners",
        "a partition must have at most %d learners: %s"
            .formatted(limits.maxLearners(), learner.text()));
  }

  @SafeVarargs
  private static Optional<Fault> firstOf(Optional<Fault>... faults) {
    for (Optional<Fault> fault : faults) {
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<Fault> inLabel(
      String what, @Nullable ClassLabel label, FoldLimits limits) {
    return label == null
        ? Optional.empty()
        : outside(what + ".index", label.getIndex(), 0, limits.maxClasses() - 1);
  }

  private static Optional<Fault> inLoss(String what, @Nullable Double nats) {
    return nats == null ? Optional.empty() : outside(what, nats, 0, Double.MAX_VALUE);
  }

  private static Optional<Fault> inFlips(Score score) {
    if (score.getNegativeFlips() == null || score.getCompared() == null) {
      return Optional.empty();
    }
    return outside("compared", score.getCompared(), 0, score.getTotal())
        .or(() -> outside("negativeFlips", score.getNegativeFlips(), 0, score.getCompared()));
  }

  private static Optional<Fault> inTask(String what, @Nullable Task task) {
    return task == null
        ? Optional.empty()
        : inNumber(what + ".index", task.getIndex())
            .or(() -> longName(what + ".name", task.getName()));
  }

  // Tasks and periods are dense: a number out of range is a mistake, not a very long stream.
  private static Optional<Fault> inNumber(String what, @Nullable Integer number) {
    return number == null ? Optional.empty() : outside(what, number, 0, Topic.MOST_TASKS - 1);
  }

  private static Optional<Fault> outside(String what, long value, long least, long most) {
    return outside(value >= least && value <= most, what, value, least, most);
  }

  // NaN is in no range.
  private static Optional<Fault> outside(String what, double value, double least, double most) {
    return outside(value >= least && value <= most, what, value, least, most);
  }

  private static Optional<Fault> outside(
      boolean isInside, String what, Number value, Number least, Number most) {
    return isInside
        ? Optional.empty()
        : Optional.of(
            new Fault(
                "out-of-range", "%s must be in [%s, %s]: %s".formatted(what, least, most, value)));
  }

  private static Optional<Fault> longName(String what, String name) {
    if (name.length() <= Topic.LONGEST_NAME) {
      return Optional.empty();
    }
    return Optional.of(
        new Fault(
            "long-name",
            "%s must have at most %d characters: %d"
                .formatted(what, Topic.LONGEST_NAME, name.length())));
  }
}
