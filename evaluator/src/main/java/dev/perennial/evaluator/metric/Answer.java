package dev.perennial.evaluator.metric;

import java.util.OptionalInt;

/**
 * What a model said about a sample before it learned it, and what was true.
 *
 * @param predicted the index of the predicted class; empty while the model knows no class, which is
 *     a wrong answer
 * @param actual the index of the true class
 */
public record Answer(OptionalInt predicted, int actual) {

  /** Whether the model was right. */
  public boolean isCorrect() {
    return predicted.isPresent() && predicted.getAsInt() == actual;
  }
}
