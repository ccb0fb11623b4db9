package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;

/** The contract on a network that convolves, whose gradient is recorded. */
class ConvolutionContractTest extends LearnerContract {

  @Override
  Recipe recipe() {
    return Streams.recipe("er", "cnn", "adam");
  }

  @Override
  Features features() {
    return Streams.image(ElementType.UINT8);
  }
}
