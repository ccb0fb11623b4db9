package dev.perennial.learner.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {

  @Test
  void dependsOnSeedPurposeAndCounterAlone() {
    Draws draws = new Draws(7, "test");
    long first = draws.bits(0);
    draws.bits(1);

    assertThat(draws.bits(0)).isEqualTo(first);
    assertThat(new Draws(7, "test").bits(0)).isEqualTo(first);
    assertThat(new Draws(8, "test").bits(0)).isNotEqualTo(first);
    assertThat(new Draws(7, "tests").bits(0)).isNotEqualTo(first);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, -1, 42})
  void givesEveryNumberBelowTheBoundTheSameChance(long seed) {
    Draws draws = new Draws(seed, "test");
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[(int) draws.below(10, i)]++;
    }

    // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand.
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
    }
    assertThat(chiSquare).isLessThan(27.9);
  }

  @Test
  void givesUnitNumbersWithMeanOneHalf() {
    Draws draws = new Draws(1, "test");
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      double unit = draws.unit(i);
      assertThat(unit).isBetween(0.0, Math.nextDown(1.0));
      sum += unit;
    }

    // The mean of 10,000 has a standard deviation of 0.0029.
    assertThat(sum / 10_000).isBetween(0.49, 0.51);
  }

  @Test
  void refusesABoundThatLeavesNothing() {
    assertThatThrownBy(() -> new Draws(1, "test").below(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be in [1, 2^62): 0");
  }
}
