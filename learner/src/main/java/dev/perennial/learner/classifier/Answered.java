package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * A dense layer to train the features with, and something else that answers.
 *
 * @param by what answers
 */
record Answered(Classifier.Answer by) implements Classifier {

  private static final Linear LINEAR = new Linear();

  @Override
  public List<Parameter> parameters(String name, int width) {
    return LINEAR.parameters(name, width);
  }

  @Override
  public String logits() {
    return LINEAR.logits();
  }

  @Override
  public boolean isDense() {
    return true;
  }

  @Override
  public Optional<Answer> answer() {
    return Optional.of(by);
  }
}
