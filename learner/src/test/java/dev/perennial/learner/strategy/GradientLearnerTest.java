package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import org.junit.jupiter.api.Nested;

class GradientLearnerTest {

  @Nested
  class NaiveOnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("naive", "mlp:24,16", "sgd");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class ReplayOnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("er", "mlp:24,16", "sgd");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class ReplayOnNumbers extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("er", "mlp:24", "adam");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.FLOAT32);
    }
  }

  @Nested
  class ReplayOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("er", "cnn", "adam");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class AsymmetricOnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("er-ace", "mlp:24,16", "adam");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class JointOnBytes extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("joint", "mlp:24", "sgd");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class JointOnNumbers extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("joint", "mlp:24", "sgd");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.FLOAT32);
    }
  }
}
