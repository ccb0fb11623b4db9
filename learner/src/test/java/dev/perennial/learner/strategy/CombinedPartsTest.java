package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ElementType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest(name = "{0} with update {1}, classifier {2}, loss {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "er | none | linear | preset | recipe.parts.loss learns replayed rows, but update keeps"
            + " none: cross-entropy + replay",
        "naive | reservoir | linear | preset | recipe.parts.update keeps rows that no other part"
            + " uses: reservoir",
      })
  void refusesPartsThatDoNotGoTogether(
      String strategy, String update, String classifier, String loss, String problem) {
    Parts parts =
        Parts.ofLoss(loss).withUpdate(update).withClassifier(classifier).withRetrieval("preset");

    assertThatThrownBy(() -> Learners.check(recipe(strategy, parts))).hasMessage(problem);
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
