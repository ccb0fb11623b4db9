package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowedPlasticityTest extends EvaluationMetricContract<WindowedPlasticity> {

  private static final int[] SIZES = {100};

  @Override
  WindowedPlasticity zero() {
    return new WindowedPlasticity(3, 100);
  }

  private static Measured of(int window, double... accuracies) {
    WindowedPlasticity metric = new WindowedPlasticity(window, 100);
    for (int i = 0; i < accuracies.length; i++) {
      metric.add(Matrices.evaluation(i, OptionalInt.of(0), new double[] {accuracies[i]}, SIZES));
    }
    return metric.value();
  }

  @ParameterizedTest(name = "k = {0}")
  @ValueSource(ints = {2, 3, 10})
  void equalsThePublishedFigure(int window) {
    // From .3 to .8.
    assertThat(of(window, .9, .4, .7, .85, .3, .8).value().getAsDouble())
        .isCloseTo(.50, within(1e-12));
  }

  @Test
  void beginsItsRiseAtTheLeastBeforeIt() {
    assertThat(of(10, .5, .2, .9).value().getAsDouble()).isCloseTo(.7, within(1e-12));
  }
}
