package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract for losses and classifiers that work on features, where a network convolves. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"pcr", "hpcr", "onpro", "ebm"})
class FeatureLossContractTest extends LearnerContract {

  private final String strategy;

  FeatureLossContractTest(String strategy) {
    this.strategy = strategy;
  }

  @Override
  Recipe recipe() {
    return Streams.recipe(strategy, "cnn", "adam");
  }

  @Override
  Features features() {
    return Streams.image(ElementType.UINT8);
  }
}
