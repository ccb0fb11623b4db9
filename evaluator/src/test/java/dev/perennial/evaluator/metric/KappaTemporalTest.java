package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KappaTemporalTest extends MetricContract<Answer, KappaTemporal> {

  @Override
  KappaTemporal zero() {
    return new KappaTemporal();
  }

  @Override
  List<Answer> items(Random random) {
    return Answers.random(random);
  }

  @Override
  double least() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  double most() {
    return 1;
  }

  @Test
  void comparesWithRepeatingTheLastLabel() {
    // True 0,0,0,1,1: repeating is right on the 2nd, 3rd and 5th, pc = 3/5. The model misses the
    // 4th only, p0 = 4/5. (4/5 - 3/5) / (2/5) = 1/2.
    assertThat(Answers.folded(zero(), Answers.of("00 00 00 01 11"))).isEqualTo(Measured.of(.5, 5));
  }

  @Test
  void isBelowZeroWhereRepeatingDoesBetter() {
    // True 0,0,0,1: pc = 2/4; p0 = 1/4. (1/4 - 2/4) / (2/4) = -1/2.
    assertThat(Answers.folded(zero(), Answers.of("10 00 10 01"))).isEqualTo(Measured.of(-.5, 4));
  }
}
