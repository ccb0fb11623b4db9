package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlasticityTest extends MetricContract<Progress, Plasticity> {

  @Override
  Plasticity zero() {
    return new Plasticity();
  }

  @Override
  List<Progress> items(Random random) {
    return IntStream.range(0, 1 + random.nextInt(40))
        .mapToObj(i -> new Progress(random.nextDouble() * 3, random.nextDouble() * 3, 10))
        .toList();
  }

  @Override
  double least() {
    return 0;
  }

  @Override
  double most() {
    return 1;
  }

  private static Measured of(Progress... steps) {
    Plasticity plasticity = new Plasticity();
    List.of(steps).forEach(plasticity::add);
    return plasticity.value();
  }

  @Test
  void isTheShareOfTheLossThatAnUpdateTookAwayInTheMean() {
    // .25 of 2 nats, then .75 of 1.
    Measured value = of(new Progress(2, 1.5, 10), new Progress(1, .25, 4));

    assertThat(value.value().getAsDouble()).isCloseTo(.5, within(1e-15));
    assertThat(value.n()).isEqualTo(14);
  }

  @Test
  void isZeroWhereTheLossRose() {
    assertThat(of(new Progress(1, 1.5, 10)).value()).hasValue(0);
  }

  @Test
  void isZeroWhereThereWasNothingToTakeAwayAndSomeCame() {
    // 1 - 1e-3 / 1e-8 is far below 0.
    assertThat(of(new Progress(0, 1e-3, 10)).value()).hasValue(0);
  }

  @Test
  void isOneWhereThereWasNothingToTakeAwayAndNothingCame() {
    // By the definition: 1 - 0 / 1e-8.
    assertThat(of(new Progress(0, 0, 10)).value()).hasValue(1);
  }

  @Test
  void refusesALossThatIsNone() {
    assertThatThrownBy(() -> new Progress(Double.NaN, 1, 1))
        .hasMessage("lossBefore must be finite and at least 0: NaN");
    assertThatThrownBy(() -> new Progress(1, Double.POSITIVE_INFINITY, 1))
        .hasMessage("lossAfter must be finite and at least 0: Infinity");
    assertThatThrownBy(() -> new Progress(1, 1, 0)).hasMessage("rows must be at least 1: 0");
  }
}
