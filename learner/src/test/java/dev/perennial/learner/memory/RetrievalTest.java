package dev.perennial.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievalTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void namesNoSlotTwice(long seed) {
    Retrieval uniform = Retrieval.uniform(seed);
    for (int draw = 0; draw < 1000; draw++) {
      assertThat(uniform.slots(7, 10, draw)).hasSize(7).doesNotHaveDuplicates();
    }
  }

  @Test
  void takesAllThereAre() {
    assertThat(Retrieval.uniform(1).slots(5, 5, 0)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void takesNothingFromNothing() {
    assertThat(Retrieval.uniform(1).slots(0, 0, 0)).isEmpty();
  }

  @Test
  void drawsEveryPairWithTheSameProbability() {
    // Ten pairs of five slots, 10,000 draws: 1,000 each.
    int[] counts = new int[25];
    Retrieval uniform = Retrieval.uniform(1);
    for (int draw = 0; draw < 10_000; draw++) {
      int[] pair = uniform.slots(2, 5, draw);
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
}
