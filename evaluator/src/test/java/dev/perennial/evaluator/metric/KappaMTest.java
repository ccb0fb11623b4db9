package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KappaMTest extends MetricContract<Answer, KappaM> {

  @Override
  KappaM zero() {
    return new KappaM();
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
  void comparesWithTheMajorityClass() {
    // True 0,0,0,1: pm = 3/4. All right: (1 - 3/4) / (1/4) = 1.
    assertThat(Answers.folded(zero(), Answers.of("00 00 00 11"))).isEqualTo(Measured.of(1, 4));
  }

  @Test
  void isBelowZeroWhereTheMajorityDoesBetter() {
    // True 0,0,0,1: pm = 3/4, p0 = 2/4. (2/4 - 3/4) / (1/4) = -1.
    assertThat(Answers.folded(zero(), Answers.of("00 00 10 01"))).isEqualTo(Measured.of(-1, 4));
  }

  @Test
  void isAbsentWhileThereIsOneClass() {
    assertThat(Answers.folded(zero(), Answers.of("00 10")))
        .isEqualTo(Measured.absent("there has been only one class", 2));
  }
}
