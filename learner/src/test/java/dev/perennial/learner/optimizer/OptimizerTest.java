package dev.perennial.learner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One parameter that starts at 1, at a learning rate of 0.1. */
class OptimizerTest {

  @Test
  void followsTheGradient() {
    // 1 - 0.1 * 0.5 = 0.95; 0.95 + 0.1 * 0.25 = 0.975.
    List<Float> path = path(new Sgd(0, 0), 0.5f, -0.25f);

    assertThat(path.get(0)).isCloseTo(0.95f, within(1e-6f));
    assertThat(path.get(1)).isCloseTo(0.975f, within(1e-6f));
  }

  @Test
  void gathersMomentum() {
    // v = 0.5, p = 1 - 0.05; v = 0.9 * 0.5 + 0.5 = 0.95, p = 0.95 - 0.095.
    List<Float> path = path(new Sgd(0.9, 0), 0.5f, 0.5f);

    assertThat(path.get(0)).isCloseTo(0.95f, within(1e-6f));
    assertThat(path.get(1)).isCloseTo(0.855f, within(1e-6f));
  }

  @Test
  void decaysWeights() {
    // g = 0.5 + 0.2 * 1 = 0.7, p = 0.93; g = 0.5 + 0.2 * 0.93 = 0.686, p = 0.8614.
    List<Float> path = path(new Sgd(0, 0.2), 0.5f, 0.5f);

    assertThat(path.get(0)).isCloseTo(0.93f, within(1e-6f));
    assertThat(path.get(1)).isCloseTo(0.8614f, within(1e-6f));
  }

  @Test
  void adaptsToTheGradientsSize() {
    // First: m = 0.05, v = 0.00025; corrected 0.5 and 0.25; p = 1 - 0.1 * 0.5 / 0.5 = 0.9.
    // Second: m = 0.045 - 0.025 = 0.02, v = 0.00024975 + 0.0000625 = 0.00031225; corrected by 0.19
    // and 0.001999: 0.105263 and 0.156203, whose root is 0.395225; p = 0.9 - 0.0266337.
    List<Float> path = path(new Adam(0), 0.5f, -0.25f);

    assertThat(path.get(0)).isCloseTo(0.9f, within(1e-6f));
    assertThat(path.get(1)).isCloseTo(0.8733663f, within(1e-6f));
  }

  @Test
  void refusesAnUnknownOptimizer() {
    Recipe d = Recipe.DEFAULTS;
    Recipe unknown =
        new Recipe(d.strategy(), d.network(), 1, 1, 1, 1, "lbfgs", 0.1, 0, 0, d.seed());

    assertThatThrownBy(() -> Optimizers.of("lbfgs", unknown))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("optimizer must be sgd or adam or upgd: \"lbfgs\"");
  }

  private static List<Float> path(Optimizer optimizer, float... gradients) {
    String script =
        "  def update(self, parameter: Tensor, gradient: Tensor, moments: List[Tensor],"
            + " learning_rate: float, step: int, place: int) -> int:\n"
            + optimizer.update().lines().map(l -> "    " + l + "\n").collect(Collectors.joining())
            + """
                def apply(self, gradient: Tensor) -> Tensor:
                  step = self.state[0].add_(1)
                  self.update(self.state[1], gradient, self.state[2:], 0.1, int(step), 0)
                  return self.state[1]
              """;
    List<Float> path = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      List<NDArray> state = new ArrayList<>();
      state.add(new StateTensor(manager, "step", DataType.FLOAT32, 1).array());
      StateTensor parameter = new StateTensor(manager, "parameter", DataType.FLOAT32, 1);
      parameter.view().putFloat(0, 1);
      state.add(parameter.array());
      for (String moment : optimizer.moments()) {
        state.add(new StateTensor(manager, moment, DataType.FLOAT32, 1).array());
      }
      program.bind(state);
      for (float gradient : gradients) {
        program.run("apply", manager.create(new float[] {gradient})).close();
        path.add(parameter.view().getFloat(0));
      }
    }
    return path;
  }
}
