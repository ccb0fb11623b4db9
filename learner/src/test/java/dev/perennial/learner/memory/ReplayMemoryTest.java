package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.memory.ReplayMemory.Columns;
import dev.perennial.learner.memory.ReplayMemory.Storage;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {

  private static final Features FEATURES = new Features(List.of(3), ElementType.UINT8);
  private static final int BATCH = 8;

  private final NDManager manager = NDManager.newBaseManager();
  private final Workspace workspace = new Workspace(manager, BATCH, BATCH);

  @AfterEach
  void close() {
    workspace.close();
    manager.close();
  }

  @Nested
  class AtABoundary {

    private final ReplayMemory memory = memory(4, Columns.PLAIN, UpdatePolicy.herding(1));

    @Test
    void keepsTheFirstOfEachOrderAndMovesTheLastRowsToTheFront() {
      learn(memory, 0, 0, 0, 1);
      for (int slot = 0; slot < 4; slot++) {
        memory.tensors().get(0).view().put(3 * slot, (byte) (10 * slot));
      }

      // A share of two: slot 0 is freed, and slot 3 moves there.
      memory.retain(List.of(new int[] {2, 1, 0}, new int[] {3}));

      assertThat(memory.share()).isEqualTo(2);
      assertThat(memory.size()).isEqualTo(3);
      assertThat(memory.slots(0)).containsExactly(1, 2);
      assertThat(memory.slots(1)).containsExactly(0);
      assertThat(memory.tensors().get(0).view().get(0)).isEqualTo((byte) 30);
      assertThat(memory.tensors().get(0).view().get(3)).isEqualTo((byte) 10);
      assertThat(memory.tensors().get(0).view().get(6)).isEqualTo((byte) 20);
    }

    @Test
    void dropsFreedSlotsFromTheStoreAndUsesThemAgain() {
      Map<String, byte[]> values = new TreeMap<>();
      learn(memory, 0, 0, 0, 1);
      memory.save(StateStore.of(values));
      assertThat(values).containsKey("slot-3");

      memory.retain(List.of(new int[] {2, 1, 0}, new int[] {3}));
      memory.save(StateStore.of(values));
      assertThat(values).containsOnlyKeys("counters", "ledger", "slot-0", "slot-1", "slot-2");

      learn(memory, 2);
      assertThat(memory.slots(2)).containsExactly(3);
    }

    @Test
    void givesUpOrderedRowsFromTheEndOfTheirOrder() {
      learn(memory, 0, 0, 0, 0);
      memory.retain(List.of(new int[] {2, 0, 3, 1}));

      learn(memory, 1);
      assertThat(memory.slots(1)).containsExactly(1);
      learn(memory, 1);
      assertThat(memory.slots(1)).containsExactly(1, 3);
      assertThat(memory.slots(0)).containsExactly(0, 2);
    }

    @Test
    void givesUpOrderedRowsTheSameAfterARestore() {
      StateStore store = StateStore.inMemory();
      learn(memory, 0, 0, 0, 0);
      memory.retain(List.of(new int[] {2, 0, 3, 1}));
      memory.save(store);

      ReplayMemory restored = memory(4, Columns.PLAIN, UpdatePolicy.herding(1));
      restored.restore(store);
      learn(restored, 1, 1);
      assertThat(restored.slots(1)).containsExactly(1, 3);
    }

    @Test
    void refusesAnOrderThatIsNone() {
      learn(memory, 0, 1);
      assertThatThrownBy(() -> memory.retain(List.of(new int[] {1})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("slot 1 is not of class 0, or is named twice");
      assertThatThrownBy(() -> memory.retain(List.of(new int[] {0, 0})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("slot 0 is not of class 0, or is named twice");
    }

    @Test
    void refusesWhereFreedSlotsWouldStayFree() {
      assertThatThrownBy(
              () -> memory(4, Columns.PLAIN, UpdatePolicy.reservoir(1)).retain(List.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this memory's policy does not use freed slots again");
    }
  }

  @Nested
  class WithLogits {

    private final ReplayMemory memory = memory(2, Columns.WITH_LOGITS, UpdatePolicy.reservoir(1));

    @Test
    void keepsFourColumns() {
      assertThat(memory.tensors())
          .extracting(tensor -> tensor.name())
          .containsExactly("memory.inputs", "memory.labels", "memory.logits", "memory.known");
      assertThat(memory(2, Columns.PLAIN, UpdatePolicy.reservoir(1)).tensors()).hasSize(2);
    }

    @Test
    void widensWithZeros() {
      assertThat(memory.fit(2)).isEqualTo(Storage.MOVED);
      keepTwoRows();

      assertThat(memory.fit(3)).isEqualTo(Storage.MOVED);

      assertThat(memory.tensors().get(2).array().getShape()).isEqualTo(new Shape(2, 3));
      assertThat(logits(memory)).containsExactly(1, 2, 0, 3, 4, 0);
      assertThat(memory.fit(3)).isEqualTo(Storage.KEPT);
    }

    @Test
    void grows() {
      memory.fit(2);
      assertThat(memory.tensors().get(2).array().getShape()).isEqualTo(new Shape(1, 2));
      learn(memory, 0, 1);
      assertThat(memory.tensors().get(2).array().getShape()).isEqualTo(new Shape(2, 2));
      assertThat(memory.tensors().get(3).array().getShape()).isEqualTo(new Shape(2));
    }

    @Test
    void savesTheLogitsThatWereKnown() {
      Map<String, byte[]> values = new TreeMap<>();
      memory.fit(2);
      keepTwoRows();
      memory.save(StateStore.of(values));

      // Label, origin, three inputs, how many logits, two of them.
      assertThat(values.get("slot-0")).hasSize(4 + 16 + 3 + 4 + 2 * 4);

      values.remove("slot-0");
      memory.fit(3);
      memory.save(StateStore.of(values));
      assertThat(values).doesNotContainKey("slot-0");
    }

    @Test
    void restoresIntoMoreColumns() {
      StateStore store = StateStore.inMemory();
      memory.fit(2);
      keepTwoRows();
      memory.save(store);

      ReplayMemory restored = memory(2, Columns.WITH_LOGITS, UpdatePolicy.reservoir(1));
      restored.fit(3);
      restored.restore(store);

      assertThat(logits(restored)).containsExactly(1, 2, 0, 3, 4, 0);
      assertThat(restored.tensors().get(3).array().toLongArray()).containsExactly(2, 2);
    }

    @Test
    void refusesToRestoreIntoFewerColumns() {
      StateStore store = StateStore.inMemory();
      memory.fit(2);
      keepTwoRows();
      memory.save(store);

      ReplayMemory restored = memory(2, Columns.WITH_LOGITS, UpdatePolicy.reservoir(1));
      restored.fit(1);
      assertThatThrownBy(() -> restored.restore(store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the saved memory has logits of 2 classes, there is room for 1");
    }

    @Test
    void movesThemWithTheirRow() {
      ReplayMemory herded = memory(4, Columns.WITH_LOGITS, UpdatePolicy.herding(1));
      herded.fit(2);
      learn(herded, 0, 0, 0, 1);
      herded.tensors().get(2).floats().put(0, new float[] {1, 2, 3, 4, 5, 6, 7, 8});

      herded.retain(List.of(new int[] {2, 1, 0}, new int[] {3}));

      assertThat(logits(herded)).startsWith(7, 8, 3, 4, 5, 6);
    }

    /** Does the program's part: two rows with logits 1, 2 and 3, 4. */
    private void keepTwoRows() {
      learn(memory, 0, 1);
      memory.tensors().get(2).floats().put(0, new float[] {1, 2, 3, 4});
      memory.tensors().get(3).view().putLong(0, 2).putLong(Long.BYTES, 2);
    }

    private static float[] logits(ReplayMemory memory) {
      return memory.tensors().get(2).array().toFloatArray();
    }
  }

  private ReplayMemory memory(int capacity, Columns columns, UpdatePolicy policy) {
    return new ReplayMemory(
        Residence.host(manager), FEATURES, capacity, columns, policy, Retrieval.uniform(1));
  }

  private void learn(ReplayMemory memory, int... labels) {
    Origin[] origins = new Origin[labels.length];
    Arrays.setAll(origins, row -> new Origin(row, labels[row], 0));
    memory.plan(labels.length, labels, origins, workspace);
    memory.learned(new Inputs(FEATURES, labels.length));
  }
}
