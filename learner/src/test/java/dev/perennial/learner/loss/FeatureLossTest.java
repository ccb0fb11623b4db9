package dev.perennial.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.classifier.Classifier;
import dev.perennial.learner.classifier.Classifiers;
import dev.perennial.learner.gradient.GradientRule;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.optimizer.Optimizers;
import dev.perennial.learner.penalty.Penalty;
import dev.perennial.learner.step.Arithmetic;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Scaling;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.Selection;
import dev.perennial.learner.step.StepDesign;
import dev.perennial.learner.step.StepScript;
import dev.perennial.learner.weights.WeightRule;
import dev.perennial.schemas.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Losses, classifier and selection that work on features, on a few rows whose features are given:
 * the program is the one that a step runs, its network hands on what it gets.
 */
class FeatureLossTest {

  private static final Offset<Double> ROUNDING = within(1e-5);

  private static final float[][] AXES = {{1, 0}, {0, 1}};

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void drawsARowToItsProxyAsOftenAsItsClassHasRows() {
    // Cosines are 1 to the own proxy, 0 to the other, whatever the lengths; a class counts by rows.
    // Class 0: log(2e + 1) - log(2e) = log(1 + 1 / 2e) = 0.168847; class 1: log(1 + 2 / e) =
    // 0.551445. The mean of 2 x 0.168847 and 0.551445.
    float[][] proxies = {{1, 0}, {0, 5}};
    float[][] rows = {{2, 0}, {0, 3}, {1, 0}};

    assertThat(loss("proxy-contrastive:1,1", proxies, rows, labels(0, 1, 0), seen(1, 1)))
        .isCloseTo(0.296380, ROUNDING);
  }

  @Test
  void drawsARowAwayFromProxiesThatNoRowHasClaimed() {
    // The third class never had a row and lies at a right angle to both: log(1 + 2 / e).
    float[][] proxies = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    float[][] rows = {{1, 0, 0}, {0, 1, 0}};

    assertThat(loss("proxy-contrastive:1,1", proxies, rows, labels(0, 1), seen(1, 1, 0)))
        .isCloseTo(0.551445, ROUNDING);
    // Once it had one, it is left alone: log(1 + 1 / e).
    assertThat(loss("proxy-contrastive:1,1", proxies, rows, labels(0, 1), seen(1, 1, 1)))
        .isCloseTo(0.313262, ROUNDING);
  }

  @Test
  void comparesRowsOfOneClassWithAllProxies() {
    // log(e + 1 + 1) - 1.
    float[][] proxies = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    float[][] rows = {{1, 0, 0}, {1, 0, 0}};

    assertThat(loss("proxy-contrastive:1,1", proxies, rows, labels(0, 0), seen(1, 1, 1)))
        .isCloseTo(0.551445, ROUNDING);
    assertThat(
            loss(
                "holistic-contrastive:1,1,1,1",
                proxies,
                new float[][] {{1, 0, 0}},
                labels(0),
                seen(0),
                seen(1, 1, 1)))
        .isCloseTo(0.551445, ROUNDING);
  }

  @Test
  void drawsARowToRowsAndProxiesOfItsClass() {
    // Three other points: the own proxy at 1, a row and a proxy at 0: log(e + 2) - 1 = 0.551445.
    // The scale is the least at the start of its swing, the most after 250 steps.
    String term = "holistic-contrastive:1,1,0.5,2";

    assertThat(loss(term, AXES, AXES, labels(0, 1), seen(0), seen(1, 1)))
        .isCloseTo(0.275722, ROUNDING);
    assertThat(loss(term, AXES, AXES, labels(0, 1), seen(250), seen(1, 1)))
        .isCloseTo(1.102889, ROUNDING);
  }

  @Test
  void drawsRowsOfAClassTogether() {
    // Both rows of class 0: log(e + 1) - 1 = log(1 + 1 / e). The third is no anchor.
    float[][] rows = {{1, 0}, {3, 0}, {0, 2}};

    assertThat(loss("instance-contrastive:1,1", AXES, rows, labels(0, 0, 1)))
        .isCloseTo(0.313262, ROUNDING);
    assertThat(loss("instance-contrastive:1,1", AXES, rows, labels(0, 0, 0))).isZero();
  }

  @Test
  void keepsPrototypesInEquilibrium() {
    // Class 0 has the prototypes (1, 0) and (0, 1), class 1 has (-1, 0) twice.
    // (1, 0): log(1 + 2 / e) = 0.551445; (0, 1): log 3 = 1.098612; (-1, 0), twice: log(e + 1 / e +
    // 1) - 1 = 0.407606. Their mean.
    float[][] rows = {{1, 0}, {0, 1}, {-1, 0}};

    assertThat(loss("prototype:1,1", AXES, rows, labels(0, 0, 1))).isCloseTo(0.616317, ROUNDING);
  }

  @Test
  void raisesTheEnergyOfTheBatchsOtherClassesAlone() {
    // Logits are the rows. Among classes 1 and 2: log(1 + e) = 1.313262 and log 2 = 0.693147.
    float[][] identity = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    float[][] rows = {{1, 2, 3}, {0, 0, 0}};

    assertThat(loss("energy-contrast", identity, rows, labels(1, 2))).isCloseTo(1.003204, ROUNDING);
    // One class alone is compared with all: log(e + e^2 + e^3) - 2.
    assertThat(loss("energy-contrast", identity, new float[][] {{1, 2, 3}}, labels(1)))
        .isCloseTo(1.407606, ROUNDING);
  }

  @Test
  void keepsTheLogitsOfTheStepsClasses() {
    // Class 0 has both rows and counts twice, class 1 has none; the second row knew class 0 alone.
    // (2 x 1^2 + 2 x 0^2) / 4.
    float[][] now = {{1, 2}, {3, 4}};
    float[][] then = {{0, 0}, {3, 0}};

    assertThat(distillation("proxy-distillation", now, labels(0, 0), then, labels(2, 1)))
        .isCloseTo(0.5, ROUNDING);
  }

  @Test
  void keepsHowSimilarRowsAre() {
    // Softmax over the two others, p = e / (1 + e) = 0.731059 for a similarity of 1 against 0.
    // Row 0 had (1/2, 1/2), has (p, 1 - p): 0.120115. Row 1 had (1 - p, p), has (p, 1 - p): 2p - 1
    // =
    // 0.462117. Row 2 had (1 - p, p), has (1/2, 1/2): 0.110943. Their mean.
    float[][] now = {{1, 0}, {2, 0}, {0, 1}};
    float[][] then = {{1, 0}, {0, 1}, {0, 3}};

    assertThat(distillation("sample-distillation:1,1", now, labels(0, 1, 1), then, labels(2, 2, 2)))
        .isCloseTo(0.231058, ROUNDING);
    assertThat(distillation("sample-distillation:1,1", now, labels(0, 1, 1), now, labels(2, 2, 2)))
        .isZero();
  }

  @Test
  void gatesFeaturesByTheClass() {
    // Embeddings (0, 0) and (log 3, 0) are the gates (1, 1) and (1.5, 0.5) on the features (1, 2):
    // 2 (1 + 2 - 1) = 4 and 2 (1.5 + 1 - 1) = 3.
    Program program =
        program(List.of(), "energy:1", Selection.NONE, "    return self.logits(x, self.state)\n");
    program.bind(
        List.of(
            matrix(new float[][] {{0, 0}, {(float) Math.log(3), 0}}),
            matrix(new float[][] {{1, 1}}),
            manager.create(new float[] {-1}),
            matrix(new float[][] {{2}})));

    assertThat(program.run("probe", matrix(new float[][] {{1, 2}})).toFloatArray())
        .containsExactly(new float[] {4, 3}, within(1e-5f));
  }

  @Test
  void replaysMoreOfClassesThatAreEasilyConfused() {
    // Prototypes (1, 0), (0.6, 0.8), (-1, 0); inverse distances 1.118034, 0.5 and 0.559017, whose
    // exponentials are 3.058837, 1.648721, 1.748952, sum 6.456510. A class's share of the pairs is
    // half of its two: 0.364559, 0.372321, 0.263120; a quarter of that and three of the candidates'
    // (1/2, 1/4, 1/4): 0.466140, 0.280580, 0.253280. The second row of a class counts half.
    Program program =
        program(
            List.of(),
            "linear",
            Selection.CONFUSION,
            "    labels = torch.to(torch.select(x, 1, 2), 4)\n"
                + "    rows = torch.narrow(x, 1, 0, 2)\n"
                + "    return self.scores_of_candidates(rows, labels, rows, labels, 0.1)\n");
    // The output layer's weight and bias say how many classes there are.
    List<NDArray> state = new ArrayList<>(Collections.nCopies(5, manager.zeros(new Shape(1))));
    state.add(manager.zeros(new Shape(3, 2)));
    state.add(manager.zeros(new Shape(3)));
    program.bind(state);
    NDArray candidates = matrix(new float[][] {{1, 0, 0}, {0.6f, 0.8f, 1}, {-1, 0, 2}, {2, 0, 0}});

    assertThat(program.run("probe", candidates).toFloatArray())
        .containsExactly(new float[] {0.466140f, 0.280580f, 0.253280f, 0.233070f}, within(1e-5f));
  }

  @Test
  void refusesATemperatureThatIsNotPositive() {
    assertThatThrownBy(() -> Losses.parse("proxy-contrastive:1,0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("proxy-contrastive's temperature must be positive: 0.0");
    assertThatThrownBy(() -> Losses.parse("holistic-contrastive:1,0.1,2,1"))
        .hasMessage("holistic-contrastive's scale must be positive and rise: 2.0, 1.0");
  }

  /** The term of a batch without replay. */
  private double loss(
      String term, float[][] weight, float[][] rows, long[] labels, NDArray... kept) {
    String call =
        "rows, labels, rows, torch.narrow(rows, 0, 0, 0), none, torch.narrow(rows, 0, 0, 0),"
            + " torch.narrow(rows, 0, 0, 0), none, rows, rows";
    return value(term, call, weight, rows, labels, new float[][] {{0}}, new long[1], kept);
  }

  /** The term of replayed rows without a batch; the logits are given. */
  private double distillation(
      String term, float[][] now, long[] labels, float[][] then, long[] known) {
    String call =
        "torch.narrow(rows, 0, 0, 0), none, torch.narrow(rows, 0, 0, 0), rows, labels, rows,"
            + " self.state[2], self.state[3], rows, rows";
    return value(term, call, AXES, now, labels, then, known);
  }

  private double value(
      String term,
      String call,
      float[][] weight,
      float[][] rows,
      long[] labels,
      float[][] stored,
      long[] known,
      NDArray... kept) {
    Program program =
        program(
            Losses.parse(term),
            "linear",
            Selection.NONE,
            """
                rows, labels = x, self.state[1]
                none = torch.narrow(labels, 0, 0, 0)
                own = annotate(List[Tensor], [])
                return torch.unsqueeze(self.term_0(%s, self.state[0], own, self.state[4:]), 0)
            """
                .formatted(call));
    List<NDArray> state = new ArrayList<>();
    state.add(matrix(weight));
    state.add(manager.create(labels));
    state.add(matrix(stored));
    state.add(manager.create(known));
    state.addAll(List.of(kept));
    program.bind(state);
    return program.run("probe", matrix(rows)).getFloat();
  }

  private Program program(
      List<LossTerm.Weighted> terms, String classifier, Selection selection, String probe) {
    Classifier built = Classifiers.ALL.part(classifier);
    StepDesign design =
        new StepDesign(
            8,
            8,
            2,
            selection,
            Scaling.of(new Features(List.of(2), ElementType.UINT8)),
            new Given(),
            built,
            terms.isEmpty() ? Losses.parse("cross-entropy") : terms,
            GradientRule.NONE,
            Penalty.NONE,
            Optimizers.of("sgd", Recipe.DEFAULTS),
            WeightRule.NONE);
    Script script =
        new Script(
            StepScript.compose(design, Residence.host(manager), Arithmetic.LIBTORCH).methods()
                + "  def probe(self, x: Tensor) -> Tensor:\n"
                + probe);
    return new Program(manager, script);
  }

  /** A network whose features are its inputs. */
  private record Given() implements Network {

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public String features() {
      return "return x\n";
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public String head() {
      return "head";
    }
  }

  private static long[] labels(long... labels) {
    return labels;
  }

  private NDArray seen(float... numbers) {
    return manager.create(numbers);
  }

  private NDArray matrix(float[][] rows) {
    NDArray matrix = manager.zeros(new Shape(rows.length, rows[0].length), DataType.FLOAT32);
    float[] all = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
    }
    matrix.set(all);
    return matrix;
  }
}
