package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowedAccuracyTest extends MetricContract<Answer, WindowedAccuracy> {

  @Override
  WindowedAccuracy zero() {
    return new WindowedAccuracy(37);
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
  void looksAtTheNewestAnswersOnly() {
    // Right, right, wrong, right, wrong: of the last three 1 was right.
    assertThat(Answers.folded(new WindowedAccuracy(3), Answers.of("00 00 01 00 01")))
        .isEqualTo(Measured.of(1.0 / 3, 3));
  }

  @Test
  void looksAtAllWhileThereAreFewerThanTheWindow() {
    assertThat(Answers.folded(new WindowedAccuracy(3), Answers.of("00 01")))
        .isEqualTo(Measured.of(.5, 2));
  }

  @Test
  void keepsTheNewestAnswersWhenItsWindowIsMadeShorter() throws java.io.IOException {
    WindowedAccuracy saved = new WindowedAccuracy(20);
    Answers.of("00 00 00 00 00 00 00 00 00 01 01 00").forEach(saved::add);
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    saved.save(new java.io.DataOutputStream(bytes));
    WindowedAccuracy shorter = new WindowedAccuracy(4);
    shorter.load(
        new java.io.DataInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray())));

    // The last four: right, wrong, wrong, right.
    assertThat(shorter.value()).isEqualTo(Measured.of(.5, 4));
  }

  @Test
  void refusesToAppendAnotherWindow() {
    assertThatThrownBy(() -> new WindowedAccuracy(3).append(new WindowedAccuracy(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("windows must be equal: 3, 4");
  }
}
