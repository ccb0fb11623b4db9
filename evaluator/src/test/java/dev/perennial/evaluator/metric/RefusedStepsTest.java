package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefusedStepsTest extends MetricContract<Answer, RefusedSteps> {

  @Override
  RefusedSteps zero() {
    return new RefusedSteps();
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
    return 7;
  }

  @Test
  void isWhatTheLastAnswerTold() {
    List<Answer> answers =
        List.of(
            new Answer(OptionalInt.of(1), 1),
            new Answer(OptionalInt.of(1), 1, 2),
            new Answer(OptionalInt.of(1), 1, 5));

    assertThat(Answers.folded(zero(), answers)).isEqualTo(Measured.of(5, 3));
  }

  @Test
  void isZeroForALearnerThatRefusedNothing() {
    assertThat(Answers.folded(zero(), Answers.of("00 01"))).isEqualTo(Measured.of(0, 2));
  }
}
