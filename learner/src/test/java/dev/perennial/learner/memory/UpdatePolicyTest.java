package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpdatePolicyTest {

  @Test
  void fillsTheReservoirInOrder() {
    UpdatePolicy reservoir = UpdatePolicy.reservoir(1);
    for (int seen = 0; seen < 5; seen++) {
      assertThat(reservoir.slot(seen, 5)).hasValue(seen);
    }
  }

  @Test
  void keepsEveryRowOfAStreamWithTheSameProbability() {
    // 20 rows through 5 slots, 4,000 times: each row should survive 4,000 * 5/20 = 1,000 times.
    int[] survived = new int[20];
    for (int seed = 0; seed < 4000; seed++) {
      UpdatePolicy reservoir = UpdatePolicy.reservoir(seed);
      int[] slots = new int[5];
      for (int row = 0; row < 20; row++) {
        int current = row;
        reservoir.slot(row, 5).ifPresent(slot -> slots[slot] = current);
      }
      for (int row : slots) {
        survived[row]++;
      }
    }

    // Chi-square with 19 degrees of freedom exceeds 43.8 once in a thousand; here the counts vary
    // less than in independent draws, so the bound is generous.
    double chiSquare = 0;
    for (int count : survived) {
      chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
    }
    assertThat(chiSquare).isLessThan(43.8);
  }

  @Test
  void canKeepNothing() {
    assertThat(UpdatePolicy.nothing().slot(0, 5)).isEmpty();
  }
}
