package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ElectorateTest {

  private final Electorate electorate = new Electorate(2, 0.5, 4);

  @Test
  void trustsAllAlikeAtFirst() {
    double[] pooled = new double[2];
    electorate.pool(new double[][] {{1, 0}, {0.5, 0.5}}, pooled);

    assertThat(pooled).containsExactly(0.75, 0.25);
  }

  @Test
  void weighsVotersByHowOftenTheyWereRightLately() {
    for (boolean correct : new boolean[] {false, true}) {
      electorate.observe(0, true);
      electorate.observe(1, correct);
    }

    // The second was right in 1 of 0.5 + 1: 2/3; it weighs exp(4 * (2/3 - 1)) = .2636.
    assertThat(electorate.weight(0)).isEqualTo(1);
    assertThat(electorate.weight(1)).isCloseTo(0.2636, within(1e-4));
    electorate.renew(1);
    assertThat(electorate.weight(1)).isEqualTo(1);
  }
}
