package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The learners of package {@code analytic} under the contract of all learners. */
class AnalyticContractTest {

  private static Recipe recipe(String strategy) {
    // The teacher of pec alone takes a tenth of this.
    return Streams.recipe(strategy, "cnn", "sgd").withMemoryBytes(500_000);
  }

  @Nested
  class NcmOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("ncm");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class NcmOnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("ncm");
    }

    @Override
    Features features() {
      return new Features(List.of(20), ElementType.FLOAT32);
    }
  }

  @Nested
  class SldaOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("slda");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class SldaOnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("slda");
    }

    @Override
    Features features() {
      return new Features(List.of(20), ElementType.FLOAT32);
    }
  }

  @Nested
  class AcilOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("acil");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class AcilOnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("acil");
    }

    @Override
    Features features() {
      return new Features(List.of(20), ElementType.FLOAT32);
    }
  }

  @Nested
  class PecOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("pec");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class PecOnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("pec");
    }

    @Override
    Features features() {
      return new Features(List.of(20), ElementType.FLOAT32);
    }
  }

  @Nested
  class ProtoClOnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("protocl");
    }

    @Override
    Features features() {
      return Streams.image(ElementType.UINT8);
    }
  }

  @Nested
  class ProtoClOnVectors extends LearnerContract {
    @Override
    Recipe recipe() {
      return AnalyticContractTest.recipe("protocl");
    }

    @Override
    Features features() {
      return new Features(List.of(20), ElementType.FLOAT32);
    }
  }
}
