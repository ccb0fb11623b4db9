package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievalTest {

  private static final Ledger NONE = new Ledger(10);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void namesNoSlotTwice(long seed) {
    Retrieval uniform = Retrieval.uniform(seed);
    for (int draw = 0; draw < 1000; draw++) {
      assertThat(uniform.slots(7, 10, draw, NONE)).hasSize(7).doesNotHaveDuplicates();
    }
  }

  @Test
  void takesAllThereAre() {
    assertThat(Retrieval.uniform(1).slots(5, 5, 0, NONE)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void takesNothingFromNothing() {
    assertThat(Retrieval.uniform(1).slots(0, 0, 0, NONE)).isEmpty();
  }

  @Test
  void drawsEveryPairWithTheSameProbability() {
    // Ten pairs of five slots, 10,000 draws: 1,000 each.
    int[] counts = new int[25];
    Retrieval uniform = Retrieval.uniform(1);
    for (int draw = 0; draw < 10_000; draw++) {
      int[] pair = uniform.slots(2, 5, draw, NONE);
      counts[5 * Math.min(pair[0], pair[1]) + Math.max(pair[0], pair[1])]++;
    }

    // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand.
    double chiSquare = 0;
    for (int low = 0; low < 5; low++) {
      for (int high = low + 1; high < 5; high++) {
        double off = counts[5 * low + high] - 1000.0;
        chiSquare += off * off / 1000.0;
      }
    }
    assertThat(chiSquare).isLessThan(27.9);
  }

  @Test
  void prefersWhatArrivedLast() {
    // The ring's five slots hold rows 4, 8, 2, 6 and 9; see UpdatePolicyTest.
    Ledger ledger = Filled.by(UpdatePolicy.ring(), 5, 0, 0, 0, 1, 0, 1, 1, 2, 2, 1).ledger();
    Retrieval recency = Retrieval.recency();
    assertThat(recency.slots(3, 5, 0, ledger)).containsExactly(4, 1, 3);
    assertThat(recency.slots(5, 5, 1, ledger)).containsExactly(4, 1, 3, 0, 2);
    assertThat(recency.slots(0, 5, 2, ledger)).isEmpty();
  }

  @Nested
  class ByClass {

    private final Ledger ledger = Filled.with(0, 0, 0, 1, 2, 2);
    private final Retrieval balanced = Retrieval.classBalanced(1);

    @Test
    void takesClassesInTurn() {
      // Turns 0, 1, 2, 0, then class 1 has no more, 2.
      assertThat(classes(5, 0)).containsExactly(0, 0, 1, 2, 2);
    }

    @Test
    void goesOnWithTheTurn() {
      assertThat(classes(2, 0)).containsExactly(0, 1);
      assertThat(classes(2, 1)).containsExactlyInAnyOrder(2, 0);
      assertThat(classes(2, 2)).containsExactly(1, 2);
    }

    @Test
    void takesAllThereAre() {
      assertThat(balanced.slots(6, 6, 0, ledger)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
      assertThat(balanced.slots(0, 0, 0, NONE)).isEmpty();
    }

    @Test
    void drawsEverySubsetOfAClassWithTheSameProbability() {
      // Draw 3k starts with class 0: two of its three slots, 3,000 times; each slot is left out in
      // a third of them.
      int[] left = {3000, 3000, 3000};
      for (int draw = 0; draw < 9000; draw += 3) {
        int[] slots = balanced.slots(4, 6, draw, ledger);
        assertThat(slots).hasSize(4).doesNotHaveDuplicates();
        left[slots[0]]--;
        left[slots[1]]--;
      }

      // Chi-square with 2 degrees of freedom exceeds 13.8 once in a thousand.
      double chiSquare = 0;
      for (int count : left) {
        chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
      }
      assertThat(chiSquare).isLessThan(13.8);
    }

    private int[] classes(int count, int draw) {
      int[] ofSlot = {0, 0, 0, 1, 2, 2};
      return Arrays.stream(balanced.slots(count, 6, draw, ledger))
          .map(slot -> ofSlot[slot])
          .toArray();
    }
  }

  @Nested
  class InARecipe {

    @Test
    void isNamed() {
      assertThat(Retrievals.ALL.forms())
          .contains("uniform", "mir:CANDIDATES")
          .allSatisfy(form -> assertThat(named(form.split(":")[0])).isNotNull());
    }

    @Test
    void drawsAsManyRowsAsAreReplayed() {
      assertThat(named("uniform").candidates(10)).isEqualTo(10);
      assertThat(named("recency").candidates(10)).isEqualTo(10);
    }

    @Test
    void drawsMoreWhereTheProgramChooses() {
      assertThat(named("mir").candidates(10)).isEqualTo(50);
      assertThat(named("loss:20").candidates(10)).isEqualTo(20);
      assertThat(named("loss:20").candidates(30)).isEqualTo(30);
      assertThat(named("mir").candidates(0)).isZero();
      assertThat(named("mir").slots(5, 10, 3, NONE))
          .isEqualTo(named("uniform").slots(5, 10, 3, NONE));
    }

    @Test
    void isRefusedWhereThereIsNone() {
      assertThatThrownBy(() -> named("oldest"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "retrieval must be one of uniform, class-balanced, recency, mir:CANDIDATES,"
                  + " loss:CANDIDATES, confusion:CANDIDATES: oldest");
    }

    @Test
    void takesOnlyTheNumbersItHas() {
      assertThatThrownBy(() -> named("uniform:5"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("retrieval uniform takes at most 0 numbers: uniform:5.0");
      assertThatThrownBy(() -> named("mir:2.5"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("mir's candidates must be a whole number of 1 to 1000000: mir:2.5");
    }

    private static Retrieval named(String text) {
      return Retrievals.ALL.part(text).apply(1);
    }
  }
}
