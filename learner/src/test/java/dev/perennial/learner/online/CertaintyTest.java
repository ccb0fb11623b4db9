package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CertaintyTest {

  @Test
  void doubtsProbabilitiesThatAreNoBetterThanChance() {
    Certainty certainty = new Certainty();
    assertThat(certainty.tempered(1, 2)).isEqualTo(0.75);
    for (int i = 0; i < 5000; i++) {
      certainty.observe(i % 2, 2);
    }

    // Half of the certain predictions are wrong: the likelihood is highest at doubt 1.
    assertThat(certainty.doubt()).isGreaterThan(0.95);
  }

  @Test
  void findsTheMostLikelyDoubt() {
    Certainty certainty = new Certainty();
    for (int i = 0; i < 10_000; i++) {
      certainty.observe(i % 10 == 0 ? 0 : 1, 2);
    }

    // One in ten is missed for sure: doubt / 2 = .1.
    assertThat(certainty.doubt()).isCloseTo(0.2, within(0.02));
  }
}
