package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UpdatePolicyTest {

  @Test
  void canKeepNothing() {
    assertThat(UpdatePolicy.nothing().slot(0, 0, new Ledger(5))).isEmpty();
  }

  @Test
  void slidesAWindow() {
    assertThat(Filled.by(UpdatePolicy.slidingWindow(), 3, 0, 0, 0, 0, 0).rows())
        .containsExactly(3, 4, 2);
  }

  @Nested
  class Reservoir {

    @Test
    void isFilledInOrder() {
      UpdatePolicy reservoir = UpdatePolicy.reservoir(1);
      for (int seen = 0; seen < 5; seen++) {
        assertThat(reservoir.slot(seen, 0, new Ledger(5))).hasValue(seen);
      }
    }

    @Test
    void keepsEveryRowOfAStreamWithTheSameProbability() {
      // 20 rows through 5 slots, 4,000 times: each row should survive 4,000 * 5/20 = 1,000 times.
      int[] survived = new int[20];
      for (int seed = 0; seed < 4000; seed++) {
        Filled.by(UpdatePolicy.reservoir(seed), 5, new int[20]).rows().forEach(r -> survived[r]++);
      }

      // Chi-square with 19 degrees of freedom exceeds 43.8 once in a thousand; here the counts vary
      // less than in independent draws, so the bound is generous.
      assertThat(chiSquare(survived, 1000)).isLessThan(43.8);
    }
  }

  @Nested
  class ClassBalancedReservoir {

    /** Four slots. The first five rows fill it and make it even: two of each class. */
    private static final int[] EVEN = {0, 0, 0, 1, 1};

    @Test
    void keepsEveryRowWhileASlotIsFree() {
      assertThat(Filled.by(UpdatePolicy.classBalanced(1), 4, 0, 0, 0, 1).rows())
          .containsExactly(0, 1, 2, 3);
    }

    @Test
    void takesASlotOfTheLargestClassForOneThatIsNotFull() {
      for (int seed = 0; seed < 100; seed++) {
        Filled filled = Filled.by(UpdatePolicy.classBalanced(seed), 4, EVEN);

        // Class 0 is the largest: slots 0, 1 and 2.
        assertThat(filled.slot(4)).isBetween(0, 2);
        assertThat(filled.ledger().slots(1)).containsExactly(filled.slot(4), 3);
        assertThat(filled.ledger().largest()).containsExactly(0, 1);
      }
    }

    @Test
    void samplesAFullClassFromAllItsRows() {
      int kept = 0;
      for (int seed = 0; seed < 4000; seed++) {
        UpdatePolicy policy = UpdatePolicy.classBalanced(seed);
        int[] before = Filled.by(policy, 4, EVEN).ledger().slots(0);
        Filled filled = Filled.by(policy, 4, 0, 0, 0, 1, 1, 0);
        if (filled.slots().get(5).isPresent()) {
          assertThat(before).contains(filled.slot(5));
          kept++;
        }
      }

      // The fourth row of class 0, which holds two slots: 2/4. One standard deviation is 32.
      assertThat(kept).isCloseTo(2000, within(105));
    }

    @Test
    void takesFromEitherOfTheLargestClasses() {
      int[] taken = new int[4];
      for (int seed = 0; seed < 4000; seed++) {
        Filled filled = Filled.by(UpdatePolicy.classBalanced(seed), 4, 0, 0, 0, 1, 1, 2);
        taken[filled.slot(5)]++;
        assertThat(filled.ledger().held(2)).isEqualTo(1);
      }

      // Chi-square with 3 degrees of freedom exceeds 16.3 once in a thousand.
      assertThat(chiSquare(taken, 1000)).isLessThan(16.3);
    }

    @Test
    void letsAClassGrowThatWasTheLargestOnlyWhileASlotWasFree() {
      // The first row is all there is of class 0 until class 1 has filled the memory. Four slots
      // end two and two, whichever rows were chosen.
      for (int seed = 0; seed < 100; seed++) {
        Ledger ledger =
            Filled.by(UpdatePolicy.classBalanced(seed), 4, 0, 1, 1, 1, 1, 1, 0, 0, 0).ledger();
        assertThat(ledger.held(0)).isEqualTo(2);
        assertThat(ledger.held(1)).isEqualTo(2);
      }
    }

    @Test
    void keepsEveryRowOfAClassWithTheSameProbability() {
      // Class 0 comes 20 times and class 1 12 times; six slots end three and three.
      int[] labels = new int[32];
      for (int row = 10; row < 30; row += 2) {
        labels[row] = 1;
      }
      labels[30] = 1;
      labels[31] = 1;
      int[] survived = new int[32];
      for (int seed = 0; seed < 4000; seed++) {
        Filled.by(UpdatePolicy.classBalanced(seed), 6, labels)
            .rows()
            .forEach(row -> survived[row]++);
      }

      // 4,000 * 3/20 = 600 and 4,000 * 3/12 = 1,000. Chi-square with 19 and 11 degrees of freedom
      // exceeds 43.8 and 31.3 once in a thousand.
      assertThat(chiSquare(ofClass(0, labels, survived), 600)).isLessThan(43.8);
      assertThat(chiSquare(ofClass(1, labels, survived), 1000)).isLessThan(31.3);
    }

    private static int[] ofClass(int label, int[] labels, int[] counts) {
      return IntStream.range(0, labels.length)
          .filter(row -> labels[row] == label)
          .map(row -> counts[row])
          .toArray();
    }
  }

  @Nested
  class RingOfEachClass {

    @Test
    void keepsTheLastRowsOfEachClass() {
      Filled filled = Filled.by(UpdatePolicy.ring(), 5, 0, 0, 0, 1, 0, 1, 1, 2, 2, 1);

      // Rows 0 to 2 take slots 0 to 2, row 3 the next. From then on each of two classes has a share
      // of two: row 4 replaces the oldest of class 0, row 5 takes the last slot, row 6 the oldest
      // of class 1. Row 7 makes the share one and takes the oldest row, row 1, of class 0, the
      // largest; row 8 takes its place, and row 9 that of row 5, older than row 6.
      assertThat(filled.slots().stream().mapToInt(OptionalInt::orElseThrow))
          .containsExactly(0, 1, 2, 3, 0, 4, 3, 1, 1, 4);
      assertThat(filled.rows()).containsExactly(4, 8, 2, 6, 9);
    }

    @Test
    void keepsOneRowOfAClassWhereClassesAreMoreThanSlots() {
      assertThat(Filled.by(UpdatePolicy.ring(), 2, 0, 1, 2, 2, 3).rows()).containsExactly(3, 4);
    }
  }

  @Nested
  class InARecipe {

    @Test
    void isNamed() {
      assertThat(UpdatePolicies.ALL.forms())
          .contains("none", "reservoir")
          .allSatisfy(id -> assertThat(named(id)).isNotNull());
    }

    @Test
    void drawsWithTheSeedOfTheRecipe() {
      UpdatePolicy named = UpdatePolicies.ALL.part("reservoir").apply(7);
      assertThat(Filled.by(named, 3, new int[50]).slots())
          .isEqualTo(Filled.by(UpdatePolicy.reservoir(7), 3, new int[50]).slots());
    }

    @Test
    void onlyHerdsWhereItSaysSo() {
      assertThat(UpdatePolicies.ALL.forms().stream().filter(id -> named(id).herds()))
          .containsExactly("herding");
    }

    @Test
    void isRefusedWhereThereIsNone() {
      assertThatThrownBy(() -> named("fifo"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "update must be one of none, reservoir, class-balanced, ring, herding, sliding-window:"
                  + " fifo");
    }

    @Test
    void takesNoNumber() {
      assertThatThrownBy(() -> named("ring:5"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("update ring takes at most 0 numbers: ring:5.0");
    }

    private static UpdatePolicy named(String text) {
      return UpdatePolicies.ALL.part(text).apply(1);
    }
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }
}
