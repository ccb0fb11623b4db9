package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KappaTest extends MetricContract<Answer, Kappa> {

  @Override
  Kappa zero() {
    return new Kappa();
  }

  @Override
  List<Answer> items(Random random) {
    return Answers.random(random);
  }

  @Override
  double least() {
    return -1;
  }

  @Override
  double most() {
    return 1;
  }

  @Test
  void comparesWithAGuesserOfTheSameHabits() {
    // Predicted 0,0,0,1; true 0,0,1,1: p0 = 3/4, pc = 3/4 * 2/4 + 1/4 * 2/4 = 1/2, kappa = 1/2.
    assertThat(Answers.folded(zero(), Answers.of("00 00 01 11"))).isEqualTo(Measured.of(.5, 4));
  }

  @Test
  void givesNoCreditForGuessingNoClass() {
    // Predicted none,0; true 0,0: p0 = 1/2, pc = 1/2 * 1 = 1/2, kappa = 0.
    assertThat(Answers.folded(zero(), Answers.of("-0 00"))).isEqualTo(Measured.of(0, 2));
  }

  @Test
  void isAbsentWhereNoGuesserCouldBeBeaten() {
    assertThat(Answers.folded(zero(), Answers.of("00 00")))
        .isEqualTo(Measured.absent("a guesser with its habits would be perfect", 2));
  }
}
