package dev.perennial.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClipTest {

  /** The rule on two tensors: the first two elements, and the third. */
  private static float[] clipped(double norm, float... gradient) {
    String script =
        "  def rule(self, gradients: List[Tensor], reference: List[Tensor]) -> List[Tensor]:\n"
            + new Clip(norm)
                .script()
                .lines()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining())
            + """
                def apply(self, gradient: Tensor) -> Tensor:
                  parts = [torch.narrow(gradient, 0, 0, 2), torch.narrow(gradient, 0, 2, 1)]
                  return torch.cat(self.rule(parts, parts))
              """;
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      program.bind(List.of(manager.create(0f)));
      try (NDArray result = program.run("apply", manager.create(gradient))) {
        return result.toFloatArray();
      }
    }
  }

  @Test
  void scalesAGradientThatIsTooLong() {
    // |(2, 3, 6)| = 7, over all tensors; scaled to 3.5 it is halved.
    assertThat(clipped(3.5, 2, 3, 6)).containsExactly(new float[] {1, 1.5f, 3}, within(1e-6f));
  }

  @Test
  void leavesAShortGradientAsItIs() {
    assertThat(clipped(7.1, 2, 3, 6)).containsExactly(2, 3, 6);
    assertThat(clipped(1, 0, 0, 0)).containsExactly(0, 0, 0);
  }
}
