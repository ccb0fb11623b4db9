package dev.perennial.learner.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbesTest {

  private static final int CAPACITY = 30;

  private final Features features = new Features(List.of(4), ElementType.UINT8);
  private final Probes probes = new Probes(features, CAPACITY, 1);

  @Test
  void keepsOneRowInThirtyTwoAtFirst() {
    Probes many = new Probes(features, 10_000, 1);
    long kept = IntStream.range(0, 32_000).filter(row -> many.keeps(row(row), origin(0))).count();

    // 1,000 are expected; the standard deviation is 31.
    assertThat((double) kept).isCloseTo(1000, within(125.0));
    assertThat(many.size()).isEqualTo((int) kept);
  }

  @Test
  void neverHoldsMoreThanItsCapacity() {
    see(0, 10_000);

    assertThat(probes.size()).isEqualTo(CAPACITY);
  }

  @Test
  void givesEveryClassTheSameRoom() {
    see(0, 20_000);
    see(1, 2_000);
    see(2, 2_000);

    assertThat(sizes()).containsExactly(10, 10, 10);
  }

  @Test
  void holdsRowsOfAllTheStreamWhereClassesShareTheRoomUnevenly() {
    // Thirty slots for four classes: two classes are a row short of the others for ever.
    double sum = 0;
    for (int seed = 1; seed <= 20; seed++) {
      Probes some = new Probes(features, CAPACITY, seed);
      for (int row = 0; row < 40_000; row++) {
        some.keeps(row(row), origin(row % 4));
      }
      for (int slot = 0; slot < CAPACITY; slot++) {
        sum += content(some, slot).order(ByteOrder.BIG_ENDIAN).getInt(0);
      }
    }

    // The mean of 600 uniform arrivals: 20,000, with a standard deviation of 471.
    assertThat(sum / 20 / CAPACITY).isCloseTo(20_000, within(1_900.0));
  }

  @Test
  void keepsTheRowsOfARareClass() {
    see(0, 5_000);
    see(1, 100);
    int rare = sizes()[1];
    see(0, 20_000);

    assertThat(rare).isPositive();
    assertThat(sizes()[1]).isEqualTo(rare);
  }

  @Test
  void asksForWhatIsMissing() {
    see(0, 2_000);
    see(1, 2_000);
    see(2, 2_000);
    int[] asked = new int[3];
    for (int slot : probes.draw(new double[] {0.3, 0.1, 0}, 4_000)) {
      asked[probes.label(slot)]++;
    }

    // 3,000 are expected; the standard deviation is 27.
    assertThat((double) asked[0]).isCloseTo(3_000, within(110.0));
    assertThat(asked[2]).isZero();
  }

  @Test
  void asksNothingWhereItHasNothing() {
    see(0, 2_000);

    assertThat(probes.draw(new double[] {0, 0.5}, 16)).isEmpty();
    assertThat(probes.draw(new double[] {0, 0}, 16)).isEmpty();
  }

  @Test
  void givesTheRoomOfAForgottenClassToOthersUntilItComesAgain() {
    see(0, 5_000);
    see(1, 5_000);

    assertThat(probes.forget(Forgetting.ofClass(1))).isEqualTo(15);
    assertThat(sizes()).containsExactly(15, 0, 0);
    see(0, 5_000);
    assertThat(sizes()).containsExactly(30, 0, 0);
    see(1, 5_000);
    assertThat(sizes()).containsExactly(15, 15, 0);
  }

  @Test
  void keepsNothingOfForgottenRowsInWhatItSaved() {
    Map<String, byte[]> values = new HashMap<>();
    see(0, 3_000);
    see(1, 3_000);
    probes.save(StateStore.of(values));
    probes.forget(Forgetting.ofClass(0));
    probes.save(StateStore.of(values));

    // The counters, and a name for each row.
    assertThat(values).hasSize(1 + probes.size());
    Probes restored = new Probes(features, CAPACITY, 1);
    restored.restore(StateStore.of(values));
    assertThat(restored.size()).isEqualTo(probes.size());
  }

  @Test
  void continuesFromASave() {
    Map<String, byte[]> values = new HashMap<>();
    see(0, 3_000);
    see(1, 200);
    probes.save(StateStore.of(values));
    Probes restored = new Probes(features, CAPACITY, 1);
    restored.restore(StateStore.of(values));
    for (int row = 0; row < 2_000; row++) {
      assertThat(restored.keeps(row(row), origin(row % 3)))
          .isEqualTo(probes.keeps(row(row), origin(row % 3)));
    }
    int[] drawn = probes.draw(new double[] {0.1, 0.2, 0.1}, 50);

    assertThat(restored.draw(new double[] {0.1, 0.2, 0.1}, 50)).isEqualTo(drawn);
    for (int slot : drawn) {
      assertThat(content(restored, slot)).isEqualTo(content(probes, slot));
    }
  }

  @Test
  void refusesASaveThatLacksARow() {
    Map<String, byte[]> values = new HashMap<>();
    see(0, 3_000);
    probes.save(StateStore.of(values));
    values.remove("row-7");

    assertThatThrownBy(() -> new Probes(features, CAPACITY, 1).restore(StateStore.of(values)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the saved learner lacks row-7");
  }

  private void see(int label, int rows) {
    for (int row = 0; row < rows; row++) {
      probes.keeps(row(row), origin(label));
    }
  }

  private static Origin origin(int label) {
    return new Origin(0, label, label);
  }

  private int[] sizes() {
    int[] sizes = new int[3];
    IntStream.range(0, probes.size()).forEach(slot -> sizes[probes.label(slot)]++);
    return sizes;
  }

  private ByteBuffer content(Probes from, int slot) {
    Inputs inputs = new Inputs(features, 1);
    from.read(slot, inputs);
    return inputs.data();
  }

  private static ByteBuffer row(int number) {
    return ByteBuffer.allocate(4).putInt(0, number);
  }
}
