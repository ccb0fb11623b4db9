package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.golden.Golden;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Learners as each version saved them, each with what it goes on to answer. A learner that is
 * loaded is saved again without arithmetic, so there bytes are compared; what it then computes may
 * round differently on another processor, so there numbers are.
 */
class GoldenLearnerTest {

  private static final Features FEATURES = new Features(List.of(3, 3), ElementType.UINT8);
  private static final int STEPS = 7;
  private static final int STEPS_AFTER = 3;
  private static final float TOLERANCE = 1e-5f;

  /** Every kind of state there is: tensors, memories, ledgers, logits, statistics, trees, rows. */
  private static final Map<String, Recipe> RECIPES =
      Map.of(
          "er", recipe("er", "sgd", Parts.DEFAULTS),
          "der++", recipe("der++", "adam", Parts.DEFAULTS),
          "icarl", recipe("icarl", "sgd", Parts.DEFAULTS),
          "ewc", recipe("ewc", "sgd", Parts.DEFAULTS),
          "tame", recipe("tame", "sgd", Parts.DEFAULTS),
          "slda", recipe("slda", "sgd", Parts.DEFAULTS),
          "acil", recipe("acil", "sgd", Parts.DEFAULTS.withFeatures("random-relu:20")),
          "auto", recipe("auto", "sgd", Parts.DEFAULTS),
          "knn", recipe("knn", "sgd", Parts.DEFAULTS),
          "forest", recipe("forest", "sgd", Parts.DEFAULTS));

  private static Recipe recipe(String strategy, String optimizer, Parts parts) {
    return new Recipe(strategy, "mlp:6", 20, 10, 8, 1, optimizer, 0.01, 0.5, 1e-3, 1, 8_000, parts);
  }

  static Stream<Arguments> learners() {
    return Golden.versions().stream()
        .flatMap(
            version -> RECIPES.keySet().stream().sorted().map(id -> Arguments.of(version, id)));
  }

  @BeforeAll
  static void write() {
    if (Golden.isWriting(Golden.current())) {
      RECIPES.forEach(
          (id, recipe) -> {
            Map<String, byte[]> state = new TreeMap<>();
            try (Learner learner = Learners.open(recipe, FEATURES)) {
              Streams.learn(learner, FEATURES, 0, STEPS - 2);
              learner.onBoundary(new Boundary(0));
              Streams.learn(learner, FEATURES, STEPS - 2, STEPS);
              learner.save(StateStore.of(state));
            }
            Map<String, byte[]> content = prefixed(state);
            try (Learner learner = Learners.open(recipe, FEATURES)) {
              learner.restore(StateStore.of(state));
              content.put("answers", answers(learner));
            }
            Golden.write(name(id), content);
          });
    }
  }

  @ParameterizedTest(name = "{1} of {0}")
  @MethodSource("learners")
  void goOnAsTheVersionThatSavedThemWould(String version, String id) {
    Map<String, byte[]> golden = Golden.read(version, name(id));
    Map<String, byte[]> state = new TreeMap<>();
    golden.forEach(
        (name, bytes) -> {
          if (name.startsWith("state/")) {
            state.put(name.substring("state/".length()), bytes);
          }
        });
    try (Learner learner = Learners.open(RECIPES.get(id), FEATURES)) {
      learner.restore(StateStore.of(state));
      Map<String, byte[]> again = new TreeMap<>();
      learner.save(StateStore.of(again));
      Golden.requireSame(version, again, state);

      float[] answers = floats(answers(learner));
      assertThat(answers).containsExactly(floats(golden.get("answers")), within(TOLERANCE));
    }
  }

  private static Map<String, byte[]> prefixed(Map<String, byte[]> state) {
    Map<String, byte[]> content = new TreeMap<>();
    state.forEach((name, bytes) -> content.put("state/" + name, bytes));
    return content;
  }

  /** Losses and scores of the next steps, then its version. */
  private static byte[] answers(Learner learner) {
    ByteBuffer answers = ByteBuffer.allocate(1 << 16);
    for (int number = STEPS; number < STEPS + STEPS_AFTER; number++) {
      int[] labels = Streams.labels(number, 10, 3);
      Step step = learner.observe(Streams.batch(FEATURES, number, labels));
      answers.putFloat((float) step.lossNats());
      Scores scores = step.scores();
      for (int row = 0; row < scores.rows(); row++) {
        for (double probability : scores.probabilities(row)) {
          answers.putFloat((float) probability);
        }
      }
    }
    answers.putFloat(learner.version());
    byte[] bytes = new byte[answers.position()];
    answers.flip().get(bytes);
    return bytes;
  }

  private static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(floats);
    return floats;
  }

  private static String name(String id) {
    return "learner-" + id.replace("+", "p");
  }
}
