package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSetTest {

  @ParameterizedTest(name = "step {0}")
  @ValueSource(ints = {1, 3, 64, 1 << 20})
  void takesEachSlotOnceHoweverTheyLie(int step) {
    SlotSet set = new SlotSet(100);
    Set<Integer> known = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      int slot = i * 37 % 70 * step;
      assertThat(set.add(slot)).isEqualTo(known.add(slot));
    }
  }

  @Test
  void takesTheFirstAndTheLastSlotThereCanBe() {
    SlotSet set = new SlotSet(2);

    assertThat(set.add(0)).isTrue();
    assertThat(set.add(Integer.MAX_VALUE - 1)).isTrue();
    assertThat(set.add(0)).isFalse();
    assertThat(set.add(Integer.MAX_VALUE - 1)).isFalse();
  }

  @Test
  void knowsNothingOnceItIsCleared() {
    SlotSet set = new SlotSet(2);
    set.add(3);
    set.add(1 << 20);

    set.clear();

    assertThat(set.add(3)).isTrue();
    assertThat(set.add(1 << 20)).isTrue();
  }
}
