package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.util.ArrayList;
import java.util.List;
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
        learn(memory, workspace);
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
        learn(memory, workspace);
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
          .hasMessage("the saved memory has format 9, this version reads format 1");
    }
  }

  private List<List<Integer>> history(long seed) {
    List<List<Integer>> history = new ArrayList<>();
    try (ReplayMemory memory = memory(seed);
        Workspace workspace = workspace()) {
      for (int batch = 0; batch < 10; batch++) {
        learn(memory, workspace);
        List<Integer> slots = new ArrayList<>();
        for (int slot : memory.retrieve(5)) {
          slots.add(slot);
        }
        history.add(slots);
      }
    }
    return history;
  }

  private static void learn(ReplayMemory memory, Workspace workspace) {
    memory.plan(BATCH, workspace);
    memory.learned();
  }

  private ReplayMemory memory(long seed) {
    return new ReplayMemory(manager, FEATURES, CAPACITY, policy(seed), retrieval(seed));
  }

  private Workspace workspace() {
    return new Workspace(manager, BATCH, BATCH);
  }
}
