package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import java.util.List;
import org.junit.jupiter.api.Nested;

/**
 * What {@code auto} does with vectors, which have other experts than images, under the contract.
 */
class AutoContractTest {

  private static Recipe recipe() {
    return Streams.recipe("auto", "mlp:24,16", "sgd").withMemoryBytes(200_000);
  }

  @Nested
  class OnNumbers extends LearnerContract {
    @Override
    Recipe recipe() {
      return AutoContractTest.recipe();
    }

    @Override
    Features features() {
      return new Features(List.of(12), ElementType.FLOAT32);
    }
  }

  @Nested
  class OnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return AutoContractTest.recipe();
    }

    @Override
    Features features() {
      return new Features(List.of(14), ElementType.UINT8);
    }
  }
}
