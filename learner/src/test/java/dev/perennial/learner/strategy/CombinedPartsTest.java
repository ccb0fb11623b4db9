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
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Combinations of parts that no strategy names. */
class CombinedPartsTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);

  private static Recipe recipe(String strategy, Parts parts) {
    return Streams.recipe(strategy, "mlp:24,16", "sgd").withParts(parts);
  }

  @Nested
  class AveragedWeightsUnderAPenalty extends LearnerContract {
    @Override
    Recipe recipe() {
      return CombinedPartsTest.recipe(
          "er",
          Parts.DEFAULTS.withWeights("ema:0.9").withPenalty("l2:0.01").withGradient("clip:5"));
    }

    @Override
    Features features() {
      return BYTES;
    }
  }

  @Nested
  class ClassMeansOnFeaturesOfAsymmetricReplay extends LearnerContract {
    @Override
    Recipe recipe() {
      return CombinedPartsTest.recipe(
          "er-ace", Parts.DEFAULTS.withClassifier("ncm").withPenalty("l2:0.01"));
    }

    @Override
    Features features() {
      return BYTES;
    }
  }

  @Nested
  class ClassMeansOnConsolidatedFeaturesOfAsymmetricReplay extends LearnerContract {
    @Override
    Recipe recipe() {
      return CombinedPartsTest.recipe(
          "er-ace", Parts.DEFAULTS.withClassifier("ncm").withPenalty("ewc"));
    }

    @Override
    Features features() {
      return BYTES;
    }
  }

  static Stream<Arguments> unfit() {
    Parts as = Parts.DEFAULTS;
    return Stream.of(
        Arguments.of(
            "er",
            as.withUpdate("none"),
            "loss learns replayed rows, but update keeps none: cross-entropy + replay"),
        Arguments.of(
            "a-gem",
            as.withUpdate("none"),
            "gradient needs replayed rows, but update keeps none: a-gem"),
        Arguments.of(
            "naive",
            as.withRetrieval("mir"),
            "retrieval chooses among kept rows, but update keeps none: mir"),
        Arguments.of(
            "naive",
            as.withClassifier("nearest-exemplar"),
            "classifier answers from kept rows, but update keeps none: nearest-exemplar"),
        Arguments.of(
            "naive",
            as.withUpdate("reservoir"),
            "update keeps rows that no other part uses; none keeps none: reservoir"),
        Arguments.of(
            "naive",
            as.withFeatures("raw:1"),
            "features is for learners without a network; a network makes its own: raw:1"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("unfit")
  void refusesPartsThatDoNotGoTogether(String strategy, Parts parts, String problem) {
    assertThatThrownBy(() -> Learners.check(recipe(strategy, parts)))
        .hasMessage("recipe.parts." + problem);
  }

  @Test
  void refusesAllThatDoNotGoTogetherAtOnce() {
    Parts parts = Parts.DEFAULTS.withUpdate("none").withRetrieval("loss").withGradient("a-gem");

    assertThatThrownBy(() -> Learners.check(recipe("er", parts)))
        .hasMessageContainingAll(
            "recipe.parts.loss learns", "recipe.parts.gradient needs", "recipe.parts.retrieval");
  }

  @Test
  void retrainsOnEveryRowWhateverAStepReplays() {
    // Two of ten drawn rows are replayed a step, but a retraining goes over all of them.
    Parts choosy = Parts.DEFAULTS.withRetrieval("mir:10");
    Recipe few = new Recipe("joint", "mlp:8", 30, 10, 2, 1, "sgd", 0.05, 0, 0, 1);
    try (Learner one = Learners.open(few, BYTES);
        Learner other = Learners.open(few.withParts(choosy), BYTES)) {
      for (Learner learner : List.of(one, other)) {
        learner.expectClasses(3);
        Streams.learn(learner, BYTES, 0, 4);
        learner.onBoundary(new Boundary(0));
      }
      assertThat(Streams.bits(other.model())).isEqualTo(Streams.bits(one.model()));
    }
  }

  @Test
  void replaysTheCandidateWithTheHighestLoss() {
    // Memory keeps the first two rows, both are candidates and one is replayed: the step's loss is
    // the batch's plus the larger of the two losses as the model is before it.
    Recipe recipe =
        new Recipe("er", "mlp:8", 2, 2, 1, 1, "sgd", 0.05, 0, 0, 1)
            .withParts(Parts.DEFAULTS.withRetrieval("loss:2"));
    try (Learner learner = Learners.open(recipe, BYTES)) {
      learner.expectClasses(2);
      Batch kept = Streams.batch(BYTES, 1, 0, 1);
      learner.observe(kept);
      Scores ofKept = learner.predict(kept.inputs());
      Step step = learner.observe(Streams.batch(BYTES, 2, 1, 1));

      double batch = (step.scores().lossNats(0, 1) + step.scores().lossNats(1, 1)) / 2;
      double worst = Math.max(ofKept.lossNats(0, 0), ofKept.lossNats(1, 1));
      assertThat(step.replayed()).isOne();
      assertThat(step.lossNats()).isCloseTo(batch + worst, within(1e-6));
    }
  }

  @Test
  void refusesEveryPartThereIsNotAtOnce() {
    Parts parts = Parts.ofLoss("luck").withPenalty("fear:1").withClassifier("oracle");

    assertThatThrownBy(() -> Learners.check(recipe("er", parts)))
        .hasMessageContainingAll(
            "recipe.parts.loss must be one of cross-entropy",
            "recipe.parts.penalty must be one of none",
            "recipe.parts.classifier must be one of linear");
  }
}
