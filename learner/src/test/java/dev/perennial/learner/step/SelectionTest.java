package dev.perennial.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The model is one weight w = 1, the loss of a row (w x - label)^2 / 2, the rate 0.1. The batch is
 * one row, x 1 and label 3; of two candidates one fits the model, x 1 and label 1, and the other
 * does not, x 1 and label 4.
 */
class SelectionTest {

  private static float[] scores(Selection selection) {
    String script =
        """
          def trained(self) -> List[Tensor]:
            return self.state[0:1]
          def leaves(self) -> List[Tensor]:
            return [torch.detach(self.state[0]).requires_grad_(True)]
          def losses(self, x: Tensor, labels: Tensor, parameters: List[Tensor]) -> Tensor:
            return torch.mul(torch.square(torch.sub(torch.mul(x, parameters[0]), labels)), 0.5)
          def gradients(self, loss: Tensor, leaves: List[Tensor], retain: bool) -> List[Tensor]:
            return [torch._unwrap_optional(torch.autograd.grad([loss], leaves, None, retain)[0])]
          def scores(self, x: Tensor, labels: Tensor, candidate_x: Tensor, candidate_labels: Tensor, learning_rate: float) -> Tensor:
        """
            + selection.script().lines().map(l -> "    " + l + "\n").collect(Collectors.joining())
            + """
                def apply(self, x: Tensor) -> Tensor:
                  batch, candidates = torch.narrow(x, 0, 0, 1), torch.narrow(x, 0, 0, 2)
                  labels = torch.narrow(x, 0, 2, 1)
                  return torch.detach(self.scores(batch, labels, candidates, torch.narrow(x, 0, 3, 2), 0.1))
              """;
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      program.bind(List.of(manager.create(new float[] {1})));
      try (NDArray given = manager.create(new float[] {1, 1, 3, 1, 4});
          NDArray scores = program.train("apply", given)) {
        return scores.toFloatArray();
      }
    }
  }

  @Test
  void prefersWhatAnUpdateOnTheBatchWouldHurt() {
    // The batch's gradient is 1 - 3 = -2, so w would be 1.2. The first candidate's loss would rise
    // from 0 to 0.2^2 / 2, the second's fall from 3^2 / 2 to 2.8^2 / 2.
    assertThat(scores(Selection.INTERFERENCE))
        .containsExactly(new float[] {0.02f, -0.58f}, within(1e-5f));
  }

  @Test
  void prefersWhatIsNotYetLearned() {
    assertThat(scores(Selection.LOSS)).containsExactly(new float[] {0, 4.5f}, within(1e-6f));
  }
}
