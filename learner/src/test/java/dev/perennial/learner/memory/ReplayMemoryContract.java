package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every kind of replay memory must do; one class a kind extends it. */
abstract class ReplayMemoryContract {

  private static final Features FEATURES = new Features(List.of(3), ElementType.UINT8);
  private static final int CAPACITY = 20;
  private static final int BATCH = 7;

  private final NDManager manager = NDManager.newBaseManager();

  /** A fresh policy. */
  abstract UpdatePolicy policy(long seed);

  /** A fresh retrieval. */
  abstract Retrieval retrieval(long seed);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void isEmptyAtFirst() {
    try (ReplayMemory memory = memory(1)) {
      assertThat(memory.size()).isZero();
      assertThat(memory.retrieve(5)).isEmpty();
    }
  }

  @Test
  void neverHoldsMoreThanItsCapacity() {
    try (ReplayMemory memory = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 100; batch++) {
        learn(memory, workspace, batch);
        assertThat(memory.size()).isLessThanOrEqualTo(CAPACITY);
        assertThat(memory.tensors().get(0).array().getShape().get(0)).isLessThanOrEqualTo(CAPACITY);
      }
      assertThat(memory.size()).isPositive();
    }
  }

  @Test
  void retrievesDistinctSlotsInUse() {
    try (ReplayMemory memory = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 10; batch++) {
        learn(memory, workspace, batch);
        int[] slots = memory.retrieve(5);
        assertThat(slots).hasSize(Math.min(5, memory.size())).doesNotHaveDuplicates();
        for (int slot : slots) {
          assertThat(slot).isBetween(0, memory.size() - 1);
        }
      }
    }
  }

  @Test
  void repeatsItselfWithTheSameSeed() {
    assertThat(history(3)).isEqualTo(history(3)).isNotEqualTo(history(4));
  }

  @Test
  void refusesAStateOfAFormatItDoesNotKnow() {
    StateStore store = StateStore.inMemory();
    store.put("counters", new byte[] {9});
    try (ReplayMemory memory = memory(1)) {
      assertThatThrownBy(() -> memory.restore(store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the saved memory has format 9, this version reads format 3");
    }
  }

  @Test
  void goesOnTheSameAfterARestore() {
    Map<String, byte[]> values = new TreeMap<>();
    Map<String, byte[]> others = new TreeMap<>();
    try (ReplayMemory memory = memory(1);
        ReplayMemory other = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 10; batch++) {
        learn(memory, workspace, batch);
        memory.retrieve(5);
      }
      memory.save(StateStore.of(values));
      other.restore(StateStore.of(values));
      for (int batch = 10; batch < 20; batch++) {
        learn(memory, workspace, batch);
        learn(other, workspace, batch);
        assertThat(retrieved(other)).isEqualTo(retrieved(memory));
      }
      memory.save(StateStore.of(values));
      other.saveAll();
      other.save(StateStore.of(others));
    }
    assertThat(others).containsExactlyEntriesOf(values);
  }

  @Test
  void savesInPartsWhatItSavesAtOnce() {
    Map<String, byte[]> parts = new TreeMap<>();
    Map<String, byte[]> once = new TreeMap<>();
    try (ReplayMemory memory = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        learn(memory, workspace, batch);
        memory.save(StateStore.of(parts));
      }
      memory.saveAll();
      memory.save(StateStore.of(once));
    }
    assertThat(parts).containsExactlyEntriesOf(once);
  }

  @Test
  void forgetsAPlanThatIsNotLearned() {
    Map<String, byte[]> values = new TreeMap<>();
    Map<String, byte[]> others = new TreeMap<>();
    try (ReplayMemory memory = memory(1);
        ReplayMemory other = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        other.plan(BATCH, new int[] {50, 0, 1, 50, 2, 2, 50}, origins(0, 0), workspace);
        learn(memory, workspace, batch);
        learn(other, workspace, batch);
        other.plan(BATCH, new int[] {0, 0, 60, 0, 0, 60, 60}, origins(0, 0), workspace);
        assertThat(retrieved(other)).isEqualTo(retrieved(memory));
      }
      memory.save(StateStore.of(values));
      other.save(StateStore.of(others));
    }
    assertThat(others).containsExactlyEntriesOf(values);
  }

  @Test
  void knowsTheTaskOfEachRowItHolds() {
    StateStore store = StateStore.inMemory();
    try (ReplayMemory memory = memory(1);
        ReplayMemory restored = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        learn(memory, workspace, batch);
      }
      memory.save(store);
      restored.restore(store);

      SortedMap<Integer, Integer> byTask = memory.holdings().byTask();
      assertThat(byTask.values().stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(memory.size());
      // A period of three batches is a task, of two classes of its own.
      assertThat(byTask.keySet()).allMatch(task -> task >= 0 && task < 4);
      for (int task = 0; task < 4 && policy(1).asksLedger(); task++) {
        assertThat(byTask.getOrDefault(task, 0))
            .isEqualTo(memory.slots(2 * task).length + memory.slots(2 * task + 1).length);
      }
      assertThat(restored.holdings()).isEqualTo(memory.holdings());
    }
  }

  @Test
  void forgetsTheRowsItIsToldToAndNoOthers() {
    try (ReplayMemory memory = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        learn(memory, workspace, batch);
      }
      int size = memory.size();
      SortedMap<Integer, Integer> before = memory.holdings().byTask();
      int task = before.lastKey();

      assertThat(memory.forget(Forgetting.ofTask(task))).isEqualTo(before.get(task));

      Map<Integer, Integer> left = new TreeMap<>(before);
      left.remove(task);
      assertThat(memory.holdings().byTask()).isEqualTo(left);
      assertThat(memory.size()).isEqualTo(size - before.get(task));
      assertThat(memory.forget(Forgetting.ofTask(task))).isZero();
    }
  }

  @Test
  void usesTheSlotsOfForgottenRowsAgain() {
    try (ReplayMemory memory = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        learn(memory, workspace, batch);
      }
      int size = memory.size();
      assertThat(memory.forget(origin -> true)).isEqualTo(size);
      assertThat(memory.size()).isZero();
      assertThat(memory.retrieve(5)).isEmpty();

      for (int batch = 12; batch < 200; batch++) {
        learn(memory, workspace, batch);
      }
      assertThat(memory.size()).isBetween(1, CAPACITY);
      assertThat(memory.holdings().byTask().values().stream().mapToInt(rows -> rows).sum())
          .isEqualTo(memory.size());
    }
  }

  @Test
  void goesOnTheSameAfterItForgotWhetherOrNotItWasSaved() {
    Map<String, byte[]> values = new TreeMap<>();
    Map<String, byte[]> others = new TreeMap<>();
    try (ReplayMemory memory = memory(1);
        ReplayMemory restored = memory(1);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 12; batch++) {
        learn(memory, workspace, batch);
        memory.save(StateStore.of(values));
      }
      memory.forget(origin -> origin.id() % 3 == 0);
      memory.save(StateStore.of(values));
      restored.restore(StateStore.of(values));
      for (int batch = 12; batch < 30; batch++) {
        learn(memory, workspace, batch);
        learn(restored, workspace, batch);
        assertThat(retrieved(restored)).isEqualTo(retrieved(memory));
      }
      memory.save(StateStore.of(values));
      restored.saveAll();
      restored.save(StateStore.of(others));
    }
    assertThat(others).containsExactlyEntriesOf(values);
  }

  private List<List<Integer>> history(long seed) {
    List<List<Integer>> history = new ArrayList<>();
    try (ReplayMemory memory = memory(seed);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 20; batch++) {
        learn(memory, workspace, batch);
        history.add(retrieved(memory));
      }
    }
    return history;
  }

  private static List<Integer> retrieved(ReplayMemory memory) {
    return Arrays.stream(memory.retrieve(5)).boxed().toList();
  }

  /** Two classes a period of three batches, one of them rare; then a boundary. */
  private void learn(ReplayMemory memory, Workspace workspace, int batch) {
    int period = batch / 3;
    int[] labels = new int[BATCH];
    for (int row = 0; row < BATCH; row++) {
      labels[row] = row == 2 ? 2 * period + 1 : 2 * period;
    }
    memory.plan(BATCH, labels, origins(batch, period, labels), workspace);
    memory.learned(new Inputs(FEATURES, BATCH));
    if (batch % 3 == 2 && policy(1).herds()) {
      memory.retain(backwards(memory, 2 * period + 2));
    }
  }

  private static Origin[] origins(int batch, int task, int... labels) {
    Origin[] origins = new Origin[BATCH];
    Arrays.setAll(
        origins,
        row -> new Origin(batch * 100L + row, row < labels.length ? labels[row] : 0, task));
    return origins;
  }

  private static List<int[]> backwards(ReplayMemory memory, int classes) {
    List<int[]> orders = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int[] slots = memory.slots(label);
      int[] order = new int[slots.length];
      for (int i = 0; i < slots.length; i++) {
        order[i] = slots[slots.length - 1 - i];
      }
      orders.add(order);
    }
    return orders;
  }

  private ReplayMemory memory(long seed) {
    return new ReplayMemory(manager, FEATURES, CAPACITY, policy(seed), retrieval(seed));
  }

  private Workspace workspace() {
    return new Workspace(manager, BATCH, BATCH);
  }
}
