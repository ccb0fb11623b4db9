package dev.perennial.learner.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Features of two numbers, three classes, of which the last never has a row. */
class ClassifierTest {

  private static final Offset<Float> EXACT = within(1e-5f);

  @Nested
  class ByClassMeans {

    private final AnswerOnRows bench = new AnswerOnRows(new ClassMeans(), 3, 2);

    @Test
    void scoresByTheDistanceToTheMean() {
      try (bench) {
        bench.learn(new float[] {0, 0, 0}, new float[] {1, 5, 5}, new float[] {0, 2, 2});

        // Means (1, 1) and (5, 5): squared distances 1 and 25; class 2 is farther than the
        // farthest.
        assertThat(bench.kept(0)).containsExactly(new float[] {1, 1, 5, 5, 0, 0}, EXACT);
        assertThat(bench.scores(1, 2)).containsExactly(new float[] {-0.5f, -12.5f, -13}, EXACT);
      }
    }

    @Test
    void forgetsRowsFromLongAgo() {
      try (bench) {
        for (int row = 0; row < 150; row++) {
          bench.learn(new float[] {0, 0, 0});
        }
        bench.learn(new float[] {0, 1, 3});

        // A plain mean would have moved by 1 / 151.
        assertThat(bench.kept(0)[0]).isCloseTo(0.01f, EXACT);
        assertThat(bench.kept(0)[1]).isCloseTo(0.03f, EXACT);
      }
    }

    @Test
    void leavesTheAnswerToTheLogitsWhileThereIsNoMean() {
      try (bench) {
        assertThat(bench.scores(1, 2)).containsExactly(0, 0, 0);
      }
    }
  }

  @Nested
  class ByDiscriminantAnalysis {

    private final AnswerOnRows bench = new AnswerOnRows(new StreamingLda(), 3, 2);

    private final float[][] rows = {{0, -1, 0}, {0, 1, 0}, {1, 4, 3}, {1, 4, 3}};

    @Test
    void sharesOneCovarianceWithinClasses() {
      try (bench) {
        bench.learn(rows);

        // Class 0 scatters by 1 + 1 along the first axis, class 1 not at all: 2 over 4 rows.
        assertThat(bench.kept(0)).containsExactly(new float[] {0, 0, 4, 3, 0, 0}, EXACT);
        assertThat(bench.kept(2)).containsExactly(new float[] {0.5f, 0, 0, 0}, EXACT);
      }
    }

    @Test
    void isTheSameInSmallerBatches() {
      try (bench) {
        for (float[] row : rows) {
          bench.learn(row);
        }

        assertThat(bench.kept(0)).containsExactly(new float[] {0, 0, 4, 3, 0, 0}, EXACT);
        assertThat(bench.kept(2)).containsExactly(new float[] {0.5f, 0, 0, 0}, EXACT);
      }
    }

    @Test
    void weighsDirectionsByTheirPrecision() {
      try (bench) {
        bench.learn(rows);

        // The mean variance is 0.25; shrunk by 0.3 the variances are 0.35 + 0.075 = 0.425 and
        // 0.075. Class 1: weights 4 / 0.425 and 3 / 0.075, bias -(16 / 0.425 + 9 / 0.075) / 2
        // = -78.823529, so 18.823529 + 40 - 78.823529 = -20. Class 0 has its mean at the origin.
        float[] scores = bench.scores(2, 1);
        assertThat(scores[0]).isZero();
        assertThat(scores[1]).isCloseTo(-20, within(1e-4f));
        assertThat(scores[2]).as("a class that never came").isEqualTo(scores[1] - 1);
      }
    }

    @Test
    void solvesAnewAtABoundary() {
      try (bench) {
        bench.learn(rows);
        float before = bench.scores(2, 1)[1];
        bench.learn(new float[] {1, 4, 1});
        assertThat(bench.scores(2, 1)[1]).isEqualTo(before);
        bench.boundary();

        assertThat(bench.scores(2, 1)[1]).isNotEqualTo(before);
      }
    }
  }

  @Nested
  class ByExemplars {

    private final AnswerOnRows bench = new AnswerOnRows(new NearestExemplar(), 3, 2);

    @Test
    void comparesDirectionsWithTheMeanOfTheKeptRows() {
      try (bench) {
        bench.remember(new float[] {0, 3, 4}, new float[] {0, 0, 2}, new float[] {1, 5, 0});
        bench.boundary();

        // (0.6, 0.8) + (0, 1) = (0.6, 1.8), of unit length (0.316228, 0.948683); class 1 is (1, 0).
        // For (0, 1) the cosines are 0.948683 and 0; minus 1 is minus half the squared distance.
        // Class 2 never came: 1 below the worst.
        float[] expected = {-0.051317f, -1, -2};
        assertThat(bench.scores(0, 7)).containsExactly(expected, EXACT);
      }
    }

    @Test
    void startsANewClassAtItsBatch() {
      try (bench) {
        bench.remember(new float[] {0, 1, 0}, new float[] {0, 1, 0}, new float[] {0, 1, 0});
        bench.boundary();
        bench.learn(new float[] {1, 0, 9}, new float[] {0, 0, 1});

        // Two rows were learned since the last look at the three of memory: class 0 is not moved.
        assertThat(bench.kept(0)).containsExactly(1, 0, 0, 1, 0, 0);
      }
    }

    @Test
    void looksAtMemoryAgainAfterAsManyRowsAsItHolds() {
      try (bench) {
        bench.remember(new float[] {0, 1, 0}, new float[] {0, 1, 0});
        bench.boundary();
        bench.remember(new float[] {0, 0, 1}, new float[] {0, 0, 1});
        bench.learn(new float[] {0, 1, 0});
        assertThat(bench.kept(0)).startsWith(1, 0);
        bench.learn(new float[] {0, 1, 0});
        assertThat(bench.kept(0)).startsWith(0, 1);
      }
    }

    @Test
    void keepsTheMeanOfAClassThatMemoryLost() {
      try (bench) {
        bench.remember(new float[] {0, 1, 0});
        bench.boundary();
        bench.remember(new float[] {1, 0, 1});
        bench.boundary();

        assertThat(bench.kept(0)).containsExactly(1, 0, 0, 1, 0, 0);
      }
    }
  }

  @Nested
  class ByCosine {

    @Test
    void scalesTheCosineWithEachClass() {
      String script =
          "  def logits(self, features: Tensor, own: List[Tensor]) -> Tensor:\n"
              + new Cosine(10)
                  .logits()
                  .lines()
                  .map(line -> "    " + line + "\n")
                  .collect(Collectors.joining())
              + """
                  def run(self, features: Tensor) -> Tensor:
                    return self.logits(features, self.state)
                """;
      try (NDManager manager = NDManager.newBaseManager();
          Program program = new Program(manager, new Script(script))) {
        program.bind(List.of(manager.create(new float[][] {{7, 0}, {0, 0.5f}, {0, 0}})));
        try (NDArray logits = program.run("run", manager.create(new float[][] {{3, 4}}))) {
          assertThat(logits.toFloatArray()).containsExactly(new float[] {6, 8, 0}, EXACT);
        }
      }
    }

    @Test
    void refusesAScaleThatIsNone() {
      assertThatThrownBy(() -> Classifiers.ALL.part("cosine:0"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cosine's scale must be positive: 0.0");
    }
  }
}
