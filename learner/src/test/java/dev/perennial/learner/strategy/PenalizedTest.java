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
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PenalizedTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);
  private static final int[] LABELS = {0, 1, 2, 1};

  private static Learner open(String strategy, double strength) {
    Recipe recipe = new Recipe(strategy, "mlp:8", 1, 10, 0, 1, "sgd", 0.1, 0, 0, 1);
    return Learners.open(
        recipe.withParts(Parts.DEFAULTS.withPenalty(strategy + ":" + strength)), BYTES);
  }

  /** What stands beside the bias of each class, where the loss's gradient can be written down. */
  private static float[] beside(Learner learner, String companion) {
    FloatBuffer values =
        learner.model().tensors().get("layer-1.bias." + companion).data().asFloatBuffer();
    return new float[] {values.get(0), values.get(1), values.get(2)};
  }

  /** The gradient of the mean cross-entropy by a class's bias: its probability less its share. */
  private static double gradient(Scores scores, int label) {
    double sum = 0;
    for (int row = 0; row < LABELS.length; row++) {
      sum += Math.exp(-scores.lossNats(row, label)) - (LABELS[row] == label ? 1 : 0);
    }
    return sum / LABELS.length;
  }

  @Test
  void gathersTheSquaredGradientTimesTheRows() {
    try (Learner learner = open("ewc", 30)) {
      learner.expectClasses(3);
      Scores scores = learner.observe(Streams.batch(BYTES, 1, LABELS)).scores();

      for (int label = 0; label < 3; label++) {
        double gradient = gradient(scores, label);
        assertThat(beside(learner, "squares")[label])
            .isCloseTo((float) (4 * gradient * gradient), within(1e-6f));
      }
    }
  }

  @Test
  void gathersTheGradientAlongTheStep() {
    // A step of -0.1 gradient: the integral is 0.1 gradient^2.
    try (Learner learner = open("si", 2)) {
      learner.expectClasses(3);
      Scores scores = learner.observe(Streams.batch(BYTES, 1, LABELS)).scores();

      for (int label = 0; label < 3; label++) {
        double gradient = gradient(scores, label);
        assertThat(beside(learner, "path-integral")[label])
            .isCloseTo((float) (0.1 * gradient * gradient), within(1e-6f));
      }
    }
  }

  @Test
  void gathersTheGradientOfTheSquaredLengthOfTheLogits() {
    // By a class's bias: twice its logit, in the mean over the batch.
    try (Learner learner = open("mas", 1)) {
      learner.expectClasses(3);
      Scores scores = learner.observe(Streams.batch(BYTES, 1, LABELS)).scores();

      for (int label = 0; label < 3; label++) {
        float sum = 0;
        for (int row = 0; row < LABELS.length; row++) {
          sum += scores.logit(row, label);
        }
        assertThat(beside(learner, "sensitivity")[label])
            .isCloseTo(Math.abs(2 * sum / 4), within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"l2", "ewc", "si", "mas"})
  void holdsNothingBeforeTheFirstBoundary(String strategy) {
    try (Learner loose = open(strategy, 0);
        Learner firm = open(strategy, 1e6)) {
      Streams.learn(loose, BYTES, 0, 6);
      Streams.learn(firm, BYTES, 0, 6);

      assertThat(Streams.bits(firm.model())).isEqualTo(Streams.bits(loose.model()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"l2", "ewc", "si", "mas"})
  void holdsWhatAnOlderPeriodNeeded(String strategy) {
    try (Learner loose = open(strategy, 0);
        Learner firm = open(strategy, 1e6)) {
      double free = moved(loose);
      double held = moved(firm);

      assertThat(free).isPositive();
      assertThat(held).isLessThan(free / 3);
    }
  }

  /** How far the parameters move in a second period, of another class. */
  private static double moved(Learner learner) {
    for (int number = 0; number < 20; number++) {
      learner.observe(Streams.batch(BYTES, number, Streams.labels(number, 10, 2)));
    }
    learner.expectClasses(3);
    learner.onBoundary(new Boundary(0));
    Map<String, float[]> before = parameters(learner);
    for (int number = 20; number < 40; number++) {
      Step step = learner.observe(Streams.batch(BYTES, number, new int[] {2, 2, 2, 2}));
      assertThat(step.lossNats()).isFinite();
    }
    double square = 0;
    for (Map.Entry<String, float[]> entry : parameters(learner).entrySet()) {
      // The first two classes' rows: the third class's were not needed yet.
      float[] then = before.get(entry.getKey());
      int known = entry.getKey().startsWith("layer-1") ? then.length / 3 * 2 : then.length;
      for (int i = 0; i < known; i++) {
        square += Math.pow(entry.getValue()[i] - then[i], 2);
      }
    }
    return Math.sqrt(square);
  }

  private static Map<String, float[]> parameters(Learner learner) {
    Map<String, float[]> parameters = new TreeMap<>();
    learner
        .model()
        .tensors()
        .forEach(
            (name, values) -> {
              if (name.matches("layer-\\d\\.(weight|bias)")) {
                float[] copy = new float[values.data().asFloatBuffer().remaining()];
                values.data().asFloatBuffer().get(copy);
                parameters.put(name, copy);
              }
            });
    return parameters;
  }
}
