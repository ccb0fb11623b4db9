package dev.perennial.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void dividesTheSquaresByOneLessThanThereAre() {
    // Mean 2; squares 1 + 0 + 1 = 2, divided by 2: deviation 1.
    Estimate estimate =
        Estimate.of(List.of(OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.of(3)))
            .orElseThrow();

    assertThat(estimate.mean()).isEqualTo(2);
    assertThat(estimate.deviation().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(estimate.n()).isEqualTo(3);
  }

  @Test
  void hasNoDeviationOfOneValueAndIsNoneOfNone() {
    assertThat(Estimate.of(List.of(OptionalDouble.of(4), OptionalDouble.empty())))
        .contains(new Estimate(4, OptionalDouble.empty(), 1));
    assertThat(Estimate.of(List.of(OptionalDouble.empty()))).isEmpty();
  }
}
