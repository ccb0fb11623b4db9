package dev.perennial.learner.analytic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams so small that what is learned can be worked out by hand; 255 is 1. */
class KnownAnswersTest {

  private static final Offset<Float> CLOSE = within(2e-5f);
  private static final Offset<Double> EXACT = within(1e-12);

  /**
   * Class 0 has (0, 0), (0.8, 0.4): mean (0.4, 0.2). Class 1 has (0.2, 1), (0.6, 0.6): mean (0.4,
   * 0.8).
   */
  private static final int[][] PLANE = {{0, 0, 0}, {204, 102, 0}, {51, 255, 1}, {153, 153, 1}};

  /** Class 0 has 0 and 0.4, class 1 has 1. */
  private static final int[][] LINE = {{0, 0}, {102, 0}, {255, 1}};

  @Test
  void ncmScoresByTheDistanceToMeansInUnitsOfTheSpread() {
    try (Learner learner = open("ncm", 2, 4)) {
      learner.observe(batch(PLANE));
      Scores scores = learner.predict(batch(new int[][] {{0, 51, 0}}).inputs());

      // Squares within: 2 (0.16 + 0.04) + 2 (0.04 + 0.04) = 0.56; 0.14 a row.
      assertThat(floats(learner, "class.means"))
          .containsExactly(new float[] {0.4f, 0.2f, 0.4f, 0.8f}, CLOSE);
      assertThat(doubles(learner, "squares")).containsExactly(new double[] {0.56}, within(1e-6));
      // Squared distances of (0, 0.2): 0.16 and 0.52; the difference, 0.36 / 0.14, times 10.
      assertThat(scores.logit(0, 0) - scores.logit(0, 1)).isCloseTo(25.714285f, within(1e-4f));
    }
  }

  @ParameterizedTest(name = "{0} rows a batch")
  @ValueSource(ints = {1, 3, 4})
  void sldaSolvesForTheWeightsOfTheShrunkCovariance(int rows) {
    try (Learner learner = open("slda", 2, rows)) {
      for (int start = 0; start < PLANE.length; start += rows) {
        learner.observe(batch(Arrays.copyOfRange(PLANE, start, Math.min(4, start + rows))));
      }

      // Scatter: 2 [.16 .08; .08 .04] + 2 [.04 -.04; -.04 .04] = [.40 .08; .08 .16].
      assertThat(floats(learner, "scatter"))
          .containsExactly(new float[] {0.40f, 0.08f, 0.08f, 0.16f}, CLOSE);
      // Covariance [.10 .02; .02 .04], off the diagonal times 0.99: determinant .004 - .0198^2 =
      // .00360796. Weights: [.04 -.0198; -.0198 .10] m over that, for (.4, .2) and (.4, .8).
      assertThat(floats(learner, "class.weights"))
          .containsExactly(
              new float[] {
                0.01204f / 0.00360796f,
                0.01208f / 0.00360796f,
                0.00016f / 0.00360796f,
                0.07208f / 0.00360796f
              },
              within(1e-4f));
      // -(.4 * 3.337066 + .2 * 3.348152) / 2 and -(.4 * .044346 + .8 * 19.978048) / 2.
      assertThat(floats(learner, "class.bias"))
          .containsExactly(new float[] {-1.002228f, -8.000089f}, within(1e-4f));
    }
  }

  @Test
  void acilSolvesRidgeRegression() {
    try (Learner learner = open("acil", 1, 1)) {
      learner.observe(batch(new int[][] {{255, 0}}));
      learner.observe(batch(new int[][] {{0, 1}}));

      // Rows (1, 1) and (0, 1) with the constant: X'X + I = [2 1; 1 3], its inverse [3 -1; -1 2] /
      // 5.
      assertThat(doubles(learner, "inverse"))
          .containsExactly(new double[] {0.6, -0.2, -0.2, 0.4}, EXACT);
      // X'Y is (1, 1) for class 0 and (0, 1) for class 1.
      assertThat(doubles(learner, "class.weights"))
          .containsExactly(new double[] {0.4, 0.2, -0.2, 0.4}, EXACT);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void acilEqualsJointRidgeRegressionInAnyOrder(long seed) {
    int inputs = 6;
    Draws draws = new Draws(seed, "ridge");
    int[][] rows = new int[150][inputs + 1];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < inputs; j++) {
        rows[i][j] = (int) draws.below(256, i * 100L + j);
      }
      // Classes come one after the other and come back; the fourth only in the end.
      rows[i][inputs] =
          i < 120 ? (int) draws.below(1 + i / 40, i * 100L + 50) : (int) draws.below(4, i);
    }
    double[][] joint = jointRidge(rows, inputs, 4);
    try (Learner forward = open("acil", inputs, 7);
        Learner backward = open("acil", inputs, 7)) {
      for (int start = 0; start < rows.length; start += 7) {
        forward.observe(batch(Arrays.copyOfRange(rows, start, Math.min(rows.length, start + 7))));
      }
      for (int end = rows.length; end > 0; end -= 5) {
        backward.observe(batch(Arrays.copyOfRange(rows, end - 5, end)));
      }
      double[] expected = Arrays.stream(joint).flatMapToDouble(Arrays::stream).toArray();
      // The inputs are FLOAT32.
      assertThat(doubles(forward, "class.weights")).containsExactly(expected, within(1e-6));
      assertThat(doubles(backward, "class.weights")).containsExactly(expected, within(1e-6));
    }
  }

  @Test
  void protoClWeighsRowsAgainstThePrior() {
    try (Learner learner = open("protocl", 1, 3)) {
      learner.observe(batch(LINE));
      Scores scores = learner.predict(batch(new int[][] {{255, 0}}).inputs());

      // Squares 0.08, noise (0.08 + 1) / (3 + 1) = 0.27. Class 0: p = .27 / 2.27 = .118943, mean .4
      // /
      // 2.27 = .176211, ln 3 - ((1 - .176211)^2 / .388943 + ln .388943) / 2 = .698374. Class 1: p =
      // .27 / 1.27 = .212598, mean 1 / 1.27 = .787402, ln 2 - (.212598^2 / .482598 + ln .482598) /
      // 2 =
      // 1.010604. The difference times 0.2.
      assertThat(doubles(learner, "squares")).containsExactly(new double[] {0.08}, within(1e-6));
      assertThat(scores.logit(0, 1) - scores.logit(0, 0)).isCloseTo(0.062446f, CLOSE);
    }
  }

  @Test
  void pecMovesTheWeightsOfTheRowsClassAlone() {
    try (Learner learner = open("pec", 2, 1)) {
      learner.expectClasses(2);
      float[] first = floats(learner, "student.hidden");
      Batch row = batch(new int[][] {{255, 204, 1}});
      learner.observe(row);
      float[] second = floats(learner, "student.hidden");

      for (int i = 0; i < first.length; i++) {
        // Adam's first step is the rate against the gradient's sign.
        float moved = i < first.length / 2 ? 0 : 0.003f;
        assertThat(Math.abs(second[i] - first[i])).isCloseTo(moved, within(1e-5f));
      }
      assertThat(doubles(learner, "class.steps")).containsExactly(0, 1);
    }
  }

  @Test
  void pecDescendsTheErrorOfTheStudent() {
    try (Learner learner = open("pec", 2, 1)) {
      Batch own = batch(new int[][] {{255, 204, 1}});
      learner.observe(batch(new int[][] {{0, 255, 0}}));
      learner.observe(own);
      float before = margin(learner, own);
      for (int i = 0; i < 20; i++) {
        learner.observe(own);
      }

      assertThat(margin(learner, own)).isGreaterThan(before);
      // Same weights at first: whichever student has seen the row is the better.
      assertThat(before).isPositive();
    }
  }

  private static float margin(Learner learner, Batch row) {
    Scores scores = learner.predict(row.inputs());
    return scores.logit(0, 1) - scores.logit(0, 0);
  }

  private static Learner open(String strategy, int inputs, int batch) {
    Parts d = Parts.DEFAULTS;
    Parts raw =
        new Parts(
            d.loss(),
            d.update(),
            d.retrieval(),
            d.gradient(),
            d.weights(),
            d.penalty(),
            d.classifier(),
            "raw");
    Recipe recipe = Recipe.DEFAULTS.withStrategy(strategy).withBatch(batch).withParts(raw);
    return Learners.open(recipe, features(inputs));
  }

  private static Features features(int inputs) {
    return new Features(List.of(inputs), ElementType.UINT8);
  }

  /** Rows of values, the class last. */
  private static Batch batch(int[][] rows) {
    int inputs = rows[0].length - 1;
    Batch batch = new Batch(features(inputs), rows.length);
    for (int[] row : rows) {
      ByteBuffer bytes = ByteBuffer.allocate(inputs);
      for (int i = 0; i < inputs; i++) {
        bytes.put((byte) row[i]);
      }
      batch.add(bytes.flip(), row[inputs]);
    }
    return batch;
  }

  private static float[] floats(Learner learner, String name) {
    Model.Values values = learner.model().tensors().get(name);
    float[] floats = new float[values.data().remaining() / Float.BYTES];
    values.data().asFloatBuffer().get(floats);
    return floats;
  }

  private static double[] doubles(Learner learner, String name) {
    Model.Values values = learner.model().tensors().get(name);
    double[] doubles = new double[values.data().remaining() / Double.BYTES];
    values.data().asDoubleBuffer().get(doubles);
    return doubles;
  }

  /** Solves (X'X + I) W = X'Y by Gauss and Jordan: classes x (inputs and the constant). */
  private static double[][] jointRidge(int[][] rows, int inputs, int classes) {
    int size = inputs + 1;
    double[][] system = new double[size][size + classes];
    for (int i = 0; i < size; i++) {
      system[i][i] = 1;
    }
    for (int[] row : rows) {
      double[] x = new double[size];
      for (int i = 0; i < inputs; i++) {
        x[i] = row[i] / 255.0;
      }
      x[inputs] = 1;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          system[i][j] += x[i] * x[j];
        }
        system[i][size + row[inputs]] += x[i];
      }
    }
    for (int pivot = 0; pivot < size; pivot++) {
      double scale = system[pivot][pivot];
      for (int j = 0; j < size + classes; j++) {
        system[pivot][j] /= scale;
      }
      for (int i = 0; i < size; i++) {
        double factor = system[i][pivot];
        for (int j = 0; i != pivot && j < size + classes; j++) {
          system[i][j] -= factor * system[pivot][j];
        }
      }
    }
    double[][] weights = new double[classes][size];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < size; i++) {
        weights[k][i] = system[i][size + k];
      }
    }
    return weights;
  }
}
