package dev.perennial.learner.strategy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract, for every learning system there is, on images of bytes and vectors of numbers. */
@ParameterizedClass(name = "{0} {1} {2}")
@MethodSource("systems")
class EveryLearnerTest extends LearnerContract {

  private final String strategy;
  private final String optimizer;
  private final ElementType type;

  EveryLearnerTest(String strategy, String optimizer, ElementType type) {
    this.strategy = strategy;
    this.optimizer = optimizer;
    this.type = type;
  }

  static Stream<Arguments> systems() {
    return Learners.ids().stream()
        .flatMap(
            id ->
                Stream.of(
                    Arguments.of(id, optimizer(id, "sgd"), ElementType.UINT8),
                    Arguments.of(id, optimizer(id, "adam"), ElementType.FLOAT32)));
  }

  /** That one, but for a system that brings its own and asks for a rate of its own. */
  private static String optimizer(String id, String other) {
    return id.equals("upgd") ? id : other;
  }

  @Override
  Recipe recipe() {
    // The teacher of pec alone takes a tenth of the bytes.
    return Streams.recipe(strategy, "mlp:24,16", optimizer).withMemoryBytes(500_000);
  }

  @Override
  Features features() {
    return type == ElementType.UINT8
        ? Streams.image(type)
        : new Features(List.of(20), ElementType.FLOAT32);
  }
}
