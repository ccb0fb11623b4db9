package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlidingWindowTest extends ReplayMemoryContract {

  @Override
  UpdatePolicy policy(long seed) {
    return UpdatePolicy.slidingWindow();
  }

  @Override
  Retrieval retrieval(long seed) {
    return Retrieval.uniform(seed);
  }

  @Test
  void theOldestRowGivesWayFirstThoughOthersWereForgotten() {
    Features features = new Features(List.of(1), ElementType.UINT8);
    try (NDManager manager = NDManager.newBaseManager();
        Workspace workspace = new Workspace(manager, 1, 1);
        ReplayMemory memory =
            new ReplayMemory(manager, features, 4, policy(1), Retrieval.recency())) {
      // Of the tasks 0 to 5 the last four are kept, 4 and 5 in the slots of 0 and 1.
      IntStream.range(0, 6).forEach(task -> learn(memory, workspace, task));
      memory.forget(origin -> origin.task() == 3);
      assertThat(memory.holdings().byTask()).containsOnlyKeys(2, 4, 5);

      learn(memory, workspace, 6);
      assertThat(memory.holdings().byTask()).containsOnlyKeys(2, 4, 5, 6);
      learn(memory, workspace, 7);
      assertThat(memory.holdings().byTask()).containsOnlyKeys(4, 5, 6, 7);
      // The last two that came: the newest lies where the oldest was, in the first slot.
      assertThat(memory.retrieve(2)).containsExactly(0, 3);
    }
  }

  private static void learn(ReplayMemory memory, Workspace workspace, int task) {
    memory.plan(1, new int[] {0}, new Origin[] {new Origin(task, 0, task)}, workspace);
    memory.learned(new Inputs(new Features(List.of(1), ElementType.UINT8), 1));
  }
}
