package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Networks;
import dev.perennial.learner.network.Parameter;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseGradientTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);

  /** A network whose gradient is recorded, whatever it says itself. */
  private record Recorded(Network network) implements Network {
    @Override
    public List<Parameter> parameters() {
      return network.parameters();
    }

    @Override
    public String features() {
      return network.features();
    }

    @Override
    public int width() {
      return network.width();
    }

    @Override
    public String head() {
      return network.head();
    }
  }

  private static final Map<String, Strategy> STRATEGIES =
      Map.of(
          "naive", new Naive(),
          "er", new ExperienceReplay(),
          "er-ace", new AsymmetricReplay(),
          "der", new DarkExperience(false),
          "der++", new DarkExperience(true),
          "center-loss", new CenterRegularization(),
          "pcr", new ProxyContrastiveReplay());

  @ParameterizedTest(name = "{0} {1} {2} momentum {3} decay {4}")
  @CsvSource({
    "er, mlp:16, sgd, 0, 0",
    "er, mlp:16,  sgd, 0, 0.01",
    "er, 'mlp:16,12,8', sgd, 0.9, 0",
    "er, 'mlp:16,12,8', sgd, 0.9, 0.01",
    "er, 'mlp:16,12', adam, 0, 0.01",
    "naive, 'mlp:16,12', sgd, 0, 0",
    "er-ace, 'mlp:16,12', sgd, 0, 0",
    "der, 'mlp:16,12', sgd, 0, 0",
    "der++, 'mlp:16,12', sgd, 0.9, 0.01",
    "center-loss, 'mlp:16,12', sgd, 0, 0",
    "pcr, 'mlp:16,12', sgd, 0, 0"
  })
  void equalsTheRecordedGradient(
      String id, String spec, String optimizer, double momentum, double weightDecay) {
    Recipe recipe = new Recipe(id, spec, 30, 10, 10, 1, optimizer, 0.01, momentum, weightDecay, 1);
    Network network = Networks.of(spec, BYTES);
    assertThat(network.gradient()).isEqualTo(Network.Gradient.DENSE);
    Strategy strategy = Objects.requireNonNull(STRATEGIES.get(id));
    try (Learner dense = GradientLearner.open(recipe, BYTES, strategy, network);
        Learner recorded = GradientLearner.open(recipe, BYTES, strategy, new Recorded(network))) {
      Streams.learn(dense, BYTES, 0, 4);
      Streams.learn(recorded, BYTES, 0, 4);

      Map<String, Model.Values> expected = recorded.model().tensors();
      dense
          .model()
          .tensors()
          .forEach((name, values) -> assertClose(name, values, expected.get(name)));
    }
  }

  private static void assertClose(String name, Model.Values actual, Model.Values expected) {
    FloatBuffer actualValues = actual.data().asFloatBuffer();
    FloatBuffer expectedValues = expected.data().asFloatBuffer();
    for (int i = 0; i < actualValues.remaining(); i++) {
      assertThat(actualValues.get(i))
          .as("%s[%d]", name, i)
          .isCloseTo(expectedValues.get(i), within(2e-6f));
    }
  }
}
