package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UniformReservoirTest extends ReplayMemoryContract {

  private static final int FORGOTTEN = 0;
  private static final int EARLIER = 1;
  private static final int LATER = 2;

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.reservoir(seed);
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.uniform(seed);
  }

  @Test
  void rowsThatAreNotForgottenAreKeptWithTheSameProbabilityWheneverTheyCame() {
    int earlier = 0;
    int later = 0;
    Features features = new Features(List.of(1), ElementType.UINT8);
    for (int seed = 1; seed <= 400; seed++) {
      try (NDManager manager = NDManager.newBaseManager();
          Workspace workspace = new Workspace(manager, 1, 1);
          ReplayMemory memory =
              new ReplayMemory(manager, features, 20, policy(seed), retrieval(seed))) {
        learn(memory, workspace, 20, FORGOTTEN);
        learn(memory, workspace, 40, EARLIER);
        memory.forget(origin -> origin.task() == FORGOTTEN);
        learn(memory, workspace, 140, LATER);
        Map<Integer, Integer> held = memory.holdings().byTask();
        earlier += held.getOrDefault(EARLIER, 0);
        later += held.getOrDefault(LATER, 0);
      }
    }

    // Each of them is kept with 20 in 200: 1,600 and 5,600 are expected. Were the rows independent,
    // the deviations would be 38 and 71.
    assertThat((double) earlier).isCloseTo(1_600, within(190.0));
    assertThat((double) later).isCloseTo(5_600, within(355.0));
  }

  private static void learn(ReplayMemory memory, Workspace workspace, int rows, int task) {
    for (int row = 0; row < rows; row++) {
      memory.plan(1, new int[] {0}, new Origin[] {new Origin(row, 0, task)}, workspace);
      memory.learned(new Inputs(new Features(List.of(1), ElementType.UINT8), 1));
    }
  }
}
