package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Origin;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlanTest {

  private final Plan plan = new Plan();

  private void add(int row, OptionalInt slot) {
    plan.add(row, new Origin(row, row, 0), slot);
  }

  /** Rows 0 to 3: to slot 7, nowhere, to slot 2, to slot 7. */
  private void planFour() {
    plan.begin(4);
    add(0, OptionalInt.of(7));
    add(1, OptionalInt.empty());
    add(2, OptionalInt.of(2));
    add(3, OptionalInt.of(7));
  }

  @Test
  void ofTwoRowsThatDrawOneSlotTheLaterStays() {
    planFour();

    assertThat(plan.rows()).isEqualTo(4);
    assertThat(plan.written()).isEqualTo(2);
    assertThat(plan.writtenSlot(0)).isEqualTo(7);
    assertThat(plan.writtenRow(0)).isEqualTo(3);
    assertThat(plan.writtenSlot(1)).isEqualTo(2);
    assertThat(plan.writtenRow(1)).isEqualTo(2);
  }

  @Test
  void stillKnowsWhatEachRowDrew() {
    planFour();

    assertThat(plan.slot(0)).hasValue(7);
    assertThat(plan.slot(1)).isEmpty();
    assertThat(plan.label(2)).isEqualTo(2);
    assertThat(plan.origin(3)).isEqualTo(new Origin(3, 3, 0));
  }

  @Test
  void memoryReachesToTheLastSlotWritten() {
    planFour();

    assertThat(plan.sizeAfter(3)).isEqualTo(8);
    assertThat(plan.sizeAfter(9)).isEqualTo(9);
  }

  @Test
  void knowsNothingOfTheBatchBefore() {
    planFour();

    plan.begin(5);
    add(0, OptionalInt.of(2));
    add(1, OptionalInt.of(7));

    assertThat(plan.rows()).isEqualTo(2);
    assertThat(plan.written()).isEqualTo(2);
    assertThat(plan.writtenSlot(0)).isEqualTo(2);
    assertThat(plan.writtenRow(1)).isEqualTo(1);
    plan.clear();
    assertThat(plan.written()).isZero();
    assertThat(plan.sizeAfter(4)).isEqualTo(4);
  }
}
