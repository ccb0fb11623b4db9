package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FadingAccuracyTest extends MetricContract<Answer, FadingAccuracy> {

  @Override
  FadingAccuracy zero() {
    return new FadingAccuracy(.999);
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
  void weighsAnAnswerLessTheLongerItIsAgo() {
    // S: 1, .5, 1.25; B: 1, 1.5, 1.75. 1.25 / 1.75 = 5 / 7.
    Measured measured = Answers.folded(new FadingAccuracy(.5), Answers.of("00 01 11"));

    assertThat(measured.value().getAsDouble()).isCloseTo(5.0 / 7, within(1e-15));
    assertThat(measured.n()).isEqualTo(3);
  }

  @Test
  void refusesAFactorThatDoesNotFade() {
    assertThatThrownBy(() -> new FadingAccuracy(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha must be in (0, 1]: 1.5");
  }
}
