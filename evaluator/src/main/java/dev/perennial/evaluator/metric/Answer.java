package dev.perennial.evaluator.metric;

import java.util.OptionalInt;

/**
 * What a model said about a sample before it learned it, and what was true.
 *
 * @param predicted the index of the predicted class; empty while the model knows no class, which is
 *     a wrong answer
 * @param actual the index of the true class
 * @param refusedSteps how many updates the learner had refused by then, at least 0
 * @param task the index of the sample's task, at least 0
 * @param sequence the sample's place in the stream's log, at least 0
 */
public record Answer(
    OptionalInt predicted, int actual, long refusedSteps, int task, long sequence) {

  /** An answer where neither task nor place matters. */
  public Answer(OptionalInt predicted, int actual, long refusedSteps) {
    this(predicted, actual, refusedSteps, 0, 0);
  }

  /** The same of a learner that has refused nothing. */
  public Answer(OptionalInt predicted, int actual) {
    this(predicted, actual, 0);
  }

  /** Whether the model was right. */
  public boolean isCorrect() {
    return predicted.isPresent() && predicted.getAsInt() == actual;
  }
}
