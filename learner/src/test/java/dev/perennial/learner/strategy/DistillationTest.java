package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);

  private static Recipe recipe(String strategy, Parts parts) {
    return Streams.recipe(strategy, "mlp:8", "sgd").withParts(parts);
  }

  private static Batch batch(int number, int... classes) {
    int[] labels = new int[10];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = classes[row % classes.length];
    }
    return Streams.batch(BYTES, number, labels);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "lwf, cross-entropy",
    "lwf-features, cross-entropy",
    "er-kd, cross-entropy + replay",
  })
  void asksForNothingUntilTheModelLeavesItsTeacher(String strategy, String untaught) {
    try (Learner taught = Learners.open(recipe(strategy, Parts.DEFAULTS), BYTES);
        Learner alone = Learners.open(recipe(strategy, Parts.DEFAULTS.withLoss(untaught)), BYTES)) {
      for (int number = 0; number < 5; number++) {
        assertThat(taught.observe(batch(number, 0, 1)).lossNats())
            .isCloseTo(alone.observe(batch(number, 0, 1)).lossNats(), within(1e-5));
      }
      taught.onBoundary(new Boundary(0));
      alone.onBoundary(new Boundary(0));

      // The first step after the boundary sees the teacher itself, the second another model.
      assertThat(taught.observe(batch(5, 2, 3)).lossNats())
          .isCloseTo(alone.observe(batch(5, 2, 3)).lossNats(), within(1e-5));
      assertThat(taught.observe(batch(6, 2, 3)).lossNats())
          .isGreaterThan(alone.observe(batch(6, 2, 3)).lossNats() + 1e-6);
    }
  }

  @Test
  void herdsMemoryAtABoundary() {
    Map<String, byte[]> kept = new TreeMap<>();
    try (Learner learner = Learners.open(recipe("icarl", Parts.DEFAULTS), BYTES)) {
      for (int number = 0; number < 5; number++) {
        learner.observe(batch(number, 0, 1));
      }
      learner.observe(Streams.batch(BYTES, 5, 2, 2));
      learner.onBoundary(new Boundary(0));
      learner.save(StateStore.of(kept));

      // Of 30 slots classes 0 and 1 held 14 each; the share of three classes is 10.
      assertThat(kept.keySet().stream().filter(name -> name.startsWith("memory/slot-")))
          .hasSize(22);
      Step next = learner.observe(Streams.batch(BYTES, 6, 2));
      assertThat(next.memorySize()).isEqualTo(23);
    }
  }

  @Test
  void refusesExemplarsWithoutAMemory() {
    Parts parts = Parts.DEFAULTS.withUpdate("none").withLoss("cross-entropy");

    assertThatThrownBy(() -> Learners.check(recipe("icarl", parts)))
        .hasMessage(
            "recipe.parts.classifier answers from kept rows, but update keeps none:"
                + " nearest-exemplar");
  }

  /** iCaRL on a network that convolves. */
  @Nested
  class OnImages extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("icarl", "cnn", "adam");
    }

    @Override
    Features features() {
      return BYTES;
    }
  }

  /** Centres without a memory, answered by discriminant analysis. */
  @Nested
  class CentresWithoutAMemory extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("center-loss", "mlp:24,16", "sgd")
          .withParts(
              Parts.DEFAULTS
                  .withLoss("cross-entropy + center:0.01")
                  .withUpdate("none")
                  .withClassifier("slda"));
    }

    @Override
    Features features() {
      return BYTES;
    }
  }

  /** Cosines trained with teachers of predictions and features. */
  @Nested
  class TaughtCosines extends LearnerContract {
    @Override
    Recipe recipe() {
      return Streams.recipe("er-kd", "mlp:24,16", "adam")
          .withParts(Parts.DEFAULTS.withClassifier("cosine"));
    }

    @Override
    Features features() {
      return new Features(BYTES.shape(), ElementType.FLOAT32);
    }
  }
}
