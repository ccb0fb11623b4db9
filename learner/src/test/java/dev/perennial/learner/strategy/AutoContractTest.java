package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import java.util.List;
import org.junit.jupiter.api.Nested;

class AutoContractTest {

  @Nested
  class OnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("auto", "mlp:24,16", "sgd").withMemoryBytes(200_000);
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class OnNumbers extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("auto", "mlp:24,16", "sgd").withMemoryBytes(200_000);
    }

    @Override
    Features features() {
      return Streams.image(ElementType.FLOAT32);
    }
  }

  @Nested
  class OnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("auto", "mlp:24,16", "sgd").withMemoryBytes(200_000);
    }

    @Override
    Features features() {
      return new Features(List.of(12), ElementType.FLOAT32);
    }
  }
}
