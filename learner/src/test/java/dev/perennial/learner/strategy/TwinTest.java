package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TwinTest {

  static Stream<Arguments> combinations() {
    return Stream.of("naive", "er", "er-ace", "joint")
        .flatMap(
            strategy ->
                Stream.of("mlp:12,9", "cnn")
                    .flatMap(
                        network ->
                            Stream.of("sgd", "adam")
                                .flatMap(
                                    optimizer ->
                                        Stream.of(ElementType.values())
                                            .map(
                                                type ->
                                                    Arguments.of(
                                                        strategy, network, optimizer, type)))));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("combinations")
  void learnsWhatTheTwinLearns(
      String strategy, String network, String optimizer, ElementType type) {
    Features features = Streams.image(type);
    Recipe recipe = Streams.recipe(strategy, network, optimizer);
    try (Learner learner = Learners.open(recipe, features);
        Learner twin = new Twin(recipe, features)) {
      // Two classes at first, six in the end; memory, 30 rows, overflows after the third batch.
      for (int number = 0; number < 8; number++) {
        int[] labels = Streams.labels(number, 10, 2 + number / 2);
        Batch batch = Streams.batch(features, number, labels);
        Step step = learner.observe(batch);
        Step expected = twin.observe(batch);

        assertThat(step.replayed()).isEqualTo(expected.replayed());
        assertThat(step.lossNats())
            .as("loss of step %d", number)
            .isCloseTo(expected.lossNats(), within(1e-4 * (1 + expected.lossNats())));
        assertClose(step.scores(), expected.scores());
      }
      Batch unseen = Streams.batch(features, 99, 0, 1, 2);
      assertClose(learner.predict(unseen.inputs()), twin.predict(unseen.inputs()));
      twin.model()
          .tensors()
          .forEach(
              (name, values) ->
                  assertClose(
                      name,
                      learner.model().tensors().get(name).data().asFloatBuffer(),
                      values.data().asFloatBuffer()));
    }
  }

  private static void assertClose(Scores actual, Scores expected) {
    assertThat(List.of(actual.rows(), actual.classes()))
        .isEqualTo(List.of(expected.rows(), expected.classes()));
    for (int row = 0; row < actual.rows(); row++) {
      for (int label = 0; label < actual.classes(); label++) {
        float logit = expected.logit(row, label);
        assertThat(actual.logit(row, label))
            .isCloseTo(logit, within(1e-4f * (1 + Math.abs(logit))));
      }
    }
  }

  private static void assertClose(String name, FloatBuffer actual, FloatBuffer expected) {
    assertThat(actual.remaining()).isEqualTo(expected.remaining());
    for (int i = 0; i < actual.remaining(); i++) {
      float value = expected.get(i);
      assertThat(actual.get(i))
          .as("%s[%d]", name, i)
          .isCloseTo(value, within(2e-5f + 1e-4f * Math.abs(value)));
    }
  }
}
