package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every learner without gradients on every kind of features a recipe may state. */
@ParameterizedClass(name = "{0} on {1}")
@MethodSource("combinations")
class FeatureMapContractTest extends LearnerContract {

  private final String strategy;
  private final String features;

  FeatureMapContractTest(String strategy, String features) {
    this.strategy = strategy;
    this.features = features;
  }

  static Stream<Arguments> combinations() {
    return Stream.of("ncm", "slda", "acil", "pec", "protocl")
        .flatMap(
            strategy ->
                Stream.of("raw", "random-relu:40", "random-conv:6,2", "network")
                    .map(features -> Arguments.of(strategy, features)));
  }

  @Override
  Recipe recipe() {
    return Streams.recipe(strategy, "cnn", "sgd")
        .withMemoryBytes(500_000)
        .withParts(Parts.DEFAULTS.withFeatures(features));
  }

  @Override
  Features features() {
    return Streams.image(ElementType.UINT8);
  }

  @Test
  void refusesFeaturesOfANetworkThatCannotTakeTheRows() {
    Recipe recipe = recipe().withParts(Parts.DEFAULTS.withFeatures("network"));

    assertThatThrownBy(() -> Learners.check(recipe, new Features(List.of(7), ElementType.FLOAT32)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("network cnn needs an image");
  }
}
