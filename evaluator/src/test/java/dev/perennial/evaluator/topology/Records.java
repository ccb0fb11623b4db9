package dev.perennial.evaluator.topology;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.Task;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Records of stream s and learner er, for tests. Public so that the restart test can use it. */
public final class Records {

  public static final String KEY = "s/er";
  private static final int SIZE = 100;

  private Records() {}

  public static ClassLabel label(int index) {
    return new ClassLabel(index, "class-" + index);
  }

  public static Task task(int index) {
    return new Task(index, "task-" + index);
  }

  /** A labelled prediction: right if {@code predicted} is {@code actual}. */
  public static Prediction prediction(long sequence, int predicted, int actual) {
    return prediction(sequence, label(predicted), label(actual));
  }

  public static Prediction prediction(long sequence, ClassLabel predicted, ClassLabel actual) {
    return prediction(sequence, predicted, actual, 0);
  }

  /** A prediction of a learner that has refused so many updates. */
  public static Prediction prediction(
      long sequence, ClassLabel predicted, ClassLabel actual, long refusedSteps) {
    return new Prediction(
        "s",
        "er",
        "id-" + sequence,
        sequence,
        Instant.ofEpochSecond(sequence),
        sequence / 10,
        task(0),
        predicted,
        predicted == null ? 0f : .5f,
        actual,
        refusedSteps,
        null,
        List.of());
  }

  /**
   * A step on the samples before {@code version * 10}; the losses are null if it was not measured.
   */
  public static StepReport step(long version, Double before, Double after) {
    return new StepReport(
        "s",
        "er",
        version,
        Instant.ofEpochSecond(version),
        LongStream.range(version * 10 - 10, version * 10).boxed().toList(),
        .7,
        10,
        100,
        .05,
        before,
        after,
        List.of(),
        List.of());
  }

  /** The scores of one evaluation: the share of 100 samples right on each task, in task order. */
  public static List<Score> evaluation(long number, Integer period, double... accuracies) {
    List<Score> scores = new ArrayList<>();
    for (int task = 0; task < accuracies.length; task++) {
      scores.add(
          new Score(
              "s",
              "er",
              number,
              accuracies.length,
              period == null ? ScoreReason.BASELINE : ScoreReason.BOUNDARY,
              number * 10,
              number * 100 - 1,
              Instant.ofEpochSecond(number),
              period,
              period == null ? null : task(period),
              task(task),
              period == null || task > period ? null : task,
              Math.round(accuracies[task] * SIZE),
              (long) SIZE,
              1.0,
              null,
              null,
              null,
              ByteBuffer.allocate(0)));
    }
    return scores;
  }

  /** A stream of two tasks: version 0, an evaluation within period 0, and two boundaries. */
  public static List<List<Score>> evaluations() {
    return List.of(
        evaluation(0, null, .1, .2),
        evaluation(1, 0, .6, .2),
        evaluation(2, 0, .9, .3),
        evaluation(3, 1, .5, .8));
  }
}
