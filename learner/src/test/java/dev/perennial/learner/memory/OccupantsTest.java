package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OccupantsTest {

  private final Occupants occupants = new Occupants();

  /** Slots 0 to 3 hold classes 0, 0, 1, 7 of tasks 0, 0, 0, 3; slot 3 is learned as class 5. */
  OccupantsTest() {
    occupants.grow(4);
    occupants.set(0, 0, new Origin(10, 0, 0));
    occupants.set(1, 0, new Origin(11, 0, 0));
    occupants.set(2, 1, new Origin(12, 1, 0));
    occupants.set(3, 5, new Origin(13, 7, 3));
  }

  @Test
  void knowsWhichSampleEachSlotHoldsAndTheClassItIsLearnedAs() {
    assertThat(occupants.origin(3)).isEqualTo(new Origin(13, 7, 3));
    assertThat(occupants.label(3)).isEqualTo(5);
    counts(Map.of(0, 2, 1, 1, 5, 1), Map.of(0, 3, 3, 1));
  }

  @Test
  void countsNoRowThatAnotherReplaced() {
    occupants.set(2, 0, new Origin(14, 0, 4));

    assertThat(occupants.origin(2)).isEqualTo(new Origin(14, 0, 4));
    counts(Map.of(0, 3, 5, 1), Map.of(0, 2, 3, 1, 4, 1));
  }

  @Test
  void countsARowThatMovedOnce() {
    occupants.copy(3, 0);
    occupants.truncate(3);

    assertThat(occupants.origin(0)).isEqualTo(new Origin(13, 7, 3));
    counts(Map.of(0, 1, 1, 1, 5, 1), Map.of(0, 2, 3, 1));
  }

  @Test
  void keepsEverythingWhereItGrows() {
    occupants.grow(5);
    occupants.set(4, 0, new Origin(14, 0, 0));

    assertThat(occupants.origin(1)).isEqualTo(new Origin(11, 0, 0));
    counts(Map.of(0, 3, 1, 1, 5, 1), Map.of(0, 4, 3, 1));
  }

  private void counts(Map<Integer, Integer> byClass, Map<Integer, Integer> byTask) {
    assertThat(occupants.holdings().byClass()).isEqualTo(byClass);
    assertThat(occupants.holdings().byTask()).isEqualTo(byTask);
  }
}
