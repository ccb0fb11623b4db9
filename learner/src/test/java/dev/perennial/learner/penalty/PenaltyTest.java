package dev.perennial.learner.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.network.Companion;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One parameter that starts at 1. */
class PenaltyTest {

  @Test
  void takesTheMeanSquaredGradientAsFisherInformation() {
    try (Held held = new Held(new Ewc(100, 0.9))) {
      // 4 * 0.5^2 + 4 * 0.25^2 = 1.25 in two steps.
      held.step(0.5f, 0.9f, 4);
      held.step(-0.25f, 0.925f, 4);
      assertThat(held.importance()).isZero();
      held.boundary(2);
      assertThat(held.importance()).isCloseTo(0.625f, within(1e-6f));
      assertThat(held.anchor()).isEqualTo(0.925f);

      // 0.9 * 0.625 of the old period and 1 * 0.5^2 of the new one.
      held.step(0.5f, 0.8f, 1);
      held.boundary(1);
      assertThat(held.importance()).isCloseTo(0.8125f, within(1e-6f));
      assertThat(held.anchor()).isEqualTo(0.8f);
    }
  }

  @Test
  void integratesTheFallOfTheLossAlongThePath() {
    try (Held held = new Held(new SynapticIntelligence(1, 0.0625))) {
      // The loss p^2 / 2 at a rate of 0.5: gradient 1 to 0.5, gradient 0.5 to 0.25. The integral is
      // 1 * 0.5 + 0.5 * 0.25 = 0.625, the chord 0.75: 0.625 / (0.5625 + 0.0625) = 1.
      held.step(1, 0.5f, 10);
      held.step(0.5f, 0.25f, 10);
      held.boundary(2);
      assertThat(held.importance()).isCloseTo(1, within(1e-6f));
      assertThat(held.anchor()).isEqualTo(0.25f);

      // 1 * 0.25 / (0.0625 + 0.0625) = 2 more.
      held.step(1, 0, 10);
      held.boundary(1);
      assertThat(held.importance()).isCloseTo(3, within(1e-6f));
    }
  }

  @Test
  void countsNothingWhereTheLossRoseAlongThePath() {
    try (Held held = new Held(new SynapticIntelligence(1, 0.1))) {
      held.step(1, 2, 10);
      held.boundary(1);
      assertThat(held.importance()).isZero();

      // The rise is forgotten with its period: 0.2 / (0.04 + 0.1).
      held.step(1, 1.8f, 10);
      held.boundary(1);
      assertThat(held.importance()).isCloseTo(0.2f / 0.14f, within(1e-5f));
    }
  }

  @Test
  void addsUpHowMuchTheOutputMoves() {
    try (Held held = new Held(new MemoryAwareSynapses(1))) {
      // (|-2| + |1|) / 2, then 0.5 more.
      held.step(-2, 1, 10);
      held.step(1, 1, 10);
      held.boundary(2);
      assertThat(held.importance()).isCloseTo(1.5f, within(1e-6f));
      held.step(0.5f, 1, 10);
      held.boundary(1);
      assertThat(held.importance()).isCloseTo(2, within(1e-6f));
    }
  }

  @Test
  void takesEveryParameterForAsImportantAsEveryOther() {
    try (Held held = new Held(new L2(1))) {
      held.step(-2, 3, 10);
      assertThat(held.importance()).isZero();
      held.boundary(1);
      held.boundary(1);
      assertThat(held.importance()).isOne();
      assertThat(held.anchor()).isEqualTo(3);
    }
  }

  @ParameterizedTest(name = "strength {0}, rate {1}")
  @CsvSource({
    // The paper's gradient, 2 * (1.5 - 1) beside the loss's 0.25.
    "2, 0, 1.25",
    // Divided by 1 + 0.5 * 2: a plain step ends at 1.5 - 0.5 * 0.75 = 1.125, and there the
    // penalty's
    // gradient is 2 * 0.125 = 0.25 with, and 0.5 without, the loss's share of the step.
    "2, 0.5, 0.75",
    // A step of the firmest penalty goes to the anchor: 0.5 * (0.25 + 0.5 / 0.5).
    "1e9, 0.5, 1.25",
    "0, 0.5, 0.25"
  })
  void pullsTowardsTheAnchorAndNotBeyond(double strength, float rate, float expected) {
    try (Held held = new Held(new L2(strength))) {
      held.boundary(1);
      held.step(0, 1.5f, 1);
      assertThat(held.penalized(0.25f, rate)).isCloseTo(expected, within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"l2:-1", "ewc:-1", "ewc:1,-0.1", "ewc:1,1.1", "si:-1", "si:1,0", "mas:-1"})
  void refusesNumbersOutOfRange(String spec) {
    assertThatThrownBy(() -> Penalties.ALL.part(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*must (not be negative|be in \\[0, 1]|be positive): .*");
  }

  /** A parameter under a penalty. */
  private static final class Held implements AutoCloseable {

    private final NDManager manager = NDManager.newBaseManager();
    private final Program program;
    private final StateTensor parameter = tensor("parameter", 1);
    private final List<StateTensor> own = new ArrayList<>();

    Held(Penalty penalty) {
      for (Companion companion : penalty.companions()) {
        own.add(tensor(companion.name(), companion.start() == Companion.Start.PARAMETER ? 1 : 0));
      }
      String script =
          method(
                  "accumulate(self, before: Tensor, parameter: Tensor, gradient: Tensor,"
                      + " own: List[Tensor], rows: int) -> int",
                  penalty.accumulate())
              + method(
                  "consolidate(self, parameter: Tensor, own: List[Tensor], steps: int) -> int",
                  penalty.consolidate())
              + method(
                  "penalized(self, parameter: Tensor, gradient: Tensor, own: List[Tensor],"
                      + " learning_rate: float) -> Tensor",
                  penalty.penalized())
              + """
                  def step(self, given: Tensor) -> Tensor:
                    before = torch.clone(self.state[0])
                    self.state[0].copy_(torch.narrow(given, 0, 1, 1))
                    gradient = torch.narrow(given, 0, 0, 1)
                    self.accumulate(before, self.state[0], gradient, self.state[1:], int(given[2]))
                    return before
                  def boundary(self, given: Tensor) -> Tensor:
                    self.consolidate(self.state[0], self.state[1:], int(given[0]))
                    return given
                  def pull(self, given: Tensor) -> Tensor:
                    gradient = torch.narrow(given, 0, 0, 1)
                    return self.penalized(self.state[0], gradient, self.state[1:], float(given[1]))
                """;
      program = new Program(manager, new Script(script));
      List<NDArray> state = new ArrayList<>(List.of(parameter.array()));
      own.forEach(tensor -> state.add(tensor.array()));
      program.bind(state);
    }

    private static String method(String signature, String body) {
      return "  def %s:\n".formatted(signature)
          + body.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    private StateTensor tensor(String name, float value) {
      StateTensor tensor = new StateTensor(manager, name, DataType.FLOAT32, 1);
      tensor.view().putFloat(0, value);
      return tensor;
    }

    /** The parameter becomes another under that gradient. */
    void step(float gradient, float becomes, int rows) {
      program.run("step", manager.create(new float[] {gradient, becomes, rows})).close();
    }

    void boundary(int steps) {
      program.run("boundary", manager.create(new float[] {steps})).close();
    }

    float penalized(float gradient, float rate) {
      try (NDArray result = program.run("pull", manager.create(new float[] {gradient, rate}))) {
        return result.getFloat(0);
      }
    }

    float anchor() {
      return own.get(0).view().getFloat(0);
    }

    float importance() {
      return own.get(1).view().getFloat(0);
    }

    @Override
    public void close() {
      program.close();
      manager.close();
    }
  }
}
