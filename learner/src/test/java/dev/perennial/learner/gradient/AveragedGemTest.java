package dev.perennial.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Script;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AveragedGemTest {

  /** The rule on two tensors, the first two elements and the third; no reference if it is empty. */
  private static float[] projected(float[] gradient, float... reference) {
    String script =
        Residence.QUESTIONS
            + "  def rule(self, gradients: List[Tensor], reference: List[Tensor]) -> List[Tensor]:\n"
            + new AveragedGem()
                .script()
                .lines()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining())
            + """
                def parts(self, whole: Tensor) -> List[Tensor]:
                  if torch.numel(whole) == 3:
                    return annotate(List[Tensor], [])
                  return [torch.narrow(whole, 0, 3, 2), torch.narrow(whole, 0, 5, 1)]
                def apply(self, both: Tensor) -> Tensor:
                  gradients = [torch.narrow(both, 0, 0, 2), torch.narrow(both, 0, 2, 1)]
                  return torch.cat(self.rule(gradients, self.parts(both)))
              """;
    float[] both = new float[3 + reference.length];
    System.arraycopy(gradient, 0, both, 0, 3);
    System.arraycopy(reference, 0, both, 3, reference.length);
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      program.bind(List.of(manager.create(0f)));
      try (NDArray result = program.run("apply", manager.create(both))) {
        return result.toFloatArray();
      }
    }
  }

  @Test
  void takesAwayWhatPointsAgainstTheReference() {
    // (2, 1, 0) . (-1, 1, 1) = -1 and |(-1, 1, 1)|^2 = 3: a third of the reference is added, over
    // both tensors, and the result is perpendicular to it: (-5 + 4 + 1) / 3 = 0.
    assertThat(projected(new float[] {2, 1, 0}, -1, 1, 1))
        .containsExactly(new float[] {5 / 3f, 4 / 3f, 1 / 3f}, within(1e-6f));
  }

  @Test
  void leavesAGradientThatAgreesAsItIs() {
    // (2, 1, 0) . (1, -1, 5) = 1.
    assertThat(projected(new float[] {2, 1, 0}, 1, -1, 5)).containsExactly(2, 1, 0);
    assertThat(projected(new float[] {2, 1, 0}, 0, 0, -3)).containsExactly(2, 1, 0);
  }

  @Test
  void leavesTheGradientAsItIsWhereNothingWasReplayed() {
    assertThat(projected(new float[] {2, 1, 0})).containsExactly(2, 1, 0);
    assertThat(projected(new float[] {2, 1, 0}, 0, 0, 0)).containsExactly(2, 1, 0);
  }
}
