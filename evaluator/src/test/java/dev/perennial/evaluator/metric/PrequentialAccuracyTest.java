package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrequentialAccuracyTest extends MetricContract<Answer, PrequentialAccuracy> {

  @Override
  PrequentialAccuracy zero() {
    return new PrequentialAccuracy();
  }

  @Override
  List<Answer> items(Random random) {
    return Answers.random(random);
  }

  @Override
  double least() {
    return 0;
  }

  @Override
  double most() {
    return 1;
  }

  @Test
  void countsNoClassAsWrong() {
    // Right, wrong, no class, right: 2 of 4.
    assertThat(Answers.folded(zero(), Answers.of("00 01 -1 11"))).isEqualTo(Measured.of(.5, 4));
  }
}
