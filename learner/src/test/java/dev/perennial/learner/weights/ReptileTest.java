package dev.perennial.learner.weights;

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

class ReptileTest {

  /** Where a weight that starts at 1 is after each of these changes. */
  private static List<Float> path(WeightRule rule, float... changes) {
    assertThat(rule.companions()).containsExactly(Companion.copy("origin"));
    String script =
        "  def settle(self, parameter: Tensor, own: List[Tensor], step: int) -> int:\n"
            + rule.settle().lines().map(l -> "    " + l + "\n").collect(Collectors.joining())
            + """
                def apply(self, change: Tensor) -> Tensor:
                  self.state[1].add_(change)
                  self.settle(self.state[1], self.state[2:], int(self.state[0].add_(1)))
                  return self.state[1]
              """;
    List<Float> path = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      StateTensor step = new StateTensor(manager, "step", DataType.FLOAT32, 1);
      StateTensor weight = new StateTensor(manager, "weight", DataType.FLOAT32, 1);
      StateTensor origin = new StateTensor(manager, "origin", DataType.FLOAT32, 1);
      weight.view().putFloat(0, 1);
      origin.view().putFloat(0, 1);
      program.bind(List.of(step.array(), weight.array(), origin.array()));
      for (float change : changes) {
        try (NDArray given = manager.create(new float[] {change})) {
          program.run("apply", given).close();
        }
        path.add(weight.view().getFloat(0));
      }
    }
    return path;
  }

  @Test
  void goesPartOfTheWayAfterEveryFewUpdates() {
    // 1.2 and 1.4, of which 0.25 of the way from 1: 1.1. Then 0.9 and 0.7, from 1.1: 1.0.
    List<Float> path = path(new Reptile(2, 0.25), 0.2f, 0.2f, -0.2f, -0.2f);

    assertThat(path.get(0)).isCloseTo(1.2f, within(1e-6f));
    assertThat(path.get(1)).isCloseTo(1.1f, within(1e-6f));
    assertThat(path.get(2)).isCloseTo(0.9f, within(1e-6f));
    assertThat(path.get(3)).isCloseTo(1.0f, within(1e-6f));
  }

  @Test
  void goesAllTheWayAtARateOfOne() {
    assertThat(path(new Reptile(1, 1), 0.5f, 0.25f)).containsExactly(1.5f, 1.75f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reptile:0 | reptile's every must be a whole number, at least 1: reptile:0.0",
        "reptile:1.5 | reptile's every must be a whole number, at least 1: reptile:1.5",
        "reptile:5,0 | reptile's rate must be in (0, 1]: 0.0",
        "reptile:5,1.1 | reptile's rate must be in (0, 1]: 1.1"
      })
  void refusesNumbersOutOfRange(String spec, String problem) {
    assertThatThrownBy(() -> WeightRules.ALL.part(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
