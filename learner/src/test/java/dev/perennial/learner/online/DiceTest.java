package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.random.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiceTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 42})
  void drawsPoissonNumbersOfMeanAndVarianceSix(long seed) {
    Dice dice = new Dice(new Draws(seed, "test"));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 10_000; i++) {
      int number = dice.poisson(6);
      sum += number;
      squares += (double) number * number;
    }
    double mean = sum / 10_000;

    // The mean of 10,000 has a standard deviation of sqrt(6 / 10,000) = .0245, the variance one of
    // sqrt((6 + 2 * 36) / 10,000) = .088.
    assertThat(mean).isBetween(5.9, 6.1);
    assertThat(squares / 10_000 - mean * mean).isBetween(5.6, 6.4);
  }

  @Test
  void choosesDifferentNumbersInOrder() {
    Dice dice = new Dice(new Draws(1, "test"));
    int[] times = new int[5];
    for (int i = 0; i < 5000; i++) {
      int[] chosen = dice.choose(new int[] {0, 1, 2, 3, 4}, 2);
      assertThat(chosen[0]).isLessThan(chosen[1]);
      times[chosen[0]]++;
      times[chosen[1]]++;
    }

    // Each is expected 2,000 times, with a standard deviation of sqrt(5,000 * .4 * .6) = 35.
    for (int count : times) {
      assertThat(count).isBetween(1850, 2150);
    }
  }

  @Test
  void goesOnAfterAnyNumberOfDraws() {
    Dice one = new Dice(new Draws(1, "test"));
    one.poisson(6);
    one.choose(new int[] {1, 2, 3}, 3);
    Dice other = new Dice(new Draws(1, "test"));
    other.drawn(one.drawn());

    assertThat(one.drawn()).isEqualTo(4);
    assertThat(other.poisson(6)).isEqualTo(one.poisson(6));
  }
}
