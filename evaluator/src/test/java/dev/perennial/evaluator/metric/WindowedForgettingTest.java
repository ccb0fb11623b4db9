package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowedForgettingTest extends EvaluationMetricContract<WindowedForgetting> {

  private static final int[] SIZES = {100};

  @Override
  WindowedForgetting zero() {
    return new WindowedForgetting(3, 100);
  }

  @ParameterizedTest(name = "k = {0}: {1}")
  @CsvSource({"2, .55", "3, .55", "10, .60"})
  void equalsThePublishedFigure(int window, double expected) {
    WindowedForgetting metric = new WindowedForgetting(window, 100);
    double[] accuracies = {.9, .4, .7, .85, .3, .8};
    for (int i = 0; i < accuracies.length; i++) {
      metric.add(Matrices.evaluation(i, OptionalInt.of(0), new double[] {accuracies[i]}, SIZES));
    }

    // Within two: .85 to .3. Within ten: .9 to .3.
    assertThat(metric.value().value().getAsDouble()).isCloseTo(expected, within(1e-12));
    assertThat(metric.value().n()).isEqualTo(100);
  }

  @Test
  void isTheMeanOverTasksScoredTwiceSinceTheyBegan() {
    // Task 0: .90, .70, .75, .50: a drop of .25 within three. Task 1: .95, .60, .70: .35. Task 2:
    // .85, .65: .20. Task 3 was scored once since it began.
    assertThat(ofTheVectors().value().getAsDouble())
        .isCloseTo((.25 + .35 + .20) / 3, within(1e-12));
    assertThat(ofTheVectors().n()).isEqualTo(600);
  }

  @Test
  void beginsAnewWhereItsStateWasOfAnotherWindow() throws IOException {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    WindowedForgetting before = new WindowedForgetting(10, 100);
    List<Evaluation> fall =
        List.of(
            Matrices.evaluation(0, OptionalInt.of(0), new double[] {.9}, SIZES),
            Matrices.evaluation(1, OptionalInt.of(0), new double[] {.1}, SIZES));
    fall.forEach(before::add);
    before.save(new DataOutputStream(saved));
    WindowedForgetting after = new WindowedForgetting(3, 100);
    after.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

    assertThat(after.value()).isEqualTo(zero().value());
    assertThatThrownBy(() -> after.append(before)).hasMessage("windows must be equal: 3, 10");
  }

  @Test
  void restsOnTheFewestSamplesThatATasksEvaluationsHad() {
    WindowedForgetting metric = zero();
    metric.add(Matrices.evaluation(0, OptionalInt.of(0), new double[] {1}, new int[] {2}));
    metric.add(Matrices.evaluation(1, OptionalInt.of(0), new double[] {.5}, SIZES));

    assertThat(metric.value()).isEqualTo(Measured.of(.5, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 101})
  void refusesAWindowOutOfRange(int window) {
    assertThatThrownBy(() -> new WindowedForgetting(window, 100))
        .hasMessage("window must be in [2, 100]: " + window);
  }
}
