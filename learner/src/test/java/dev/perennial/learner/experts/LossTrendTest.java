package dev.perennial.learner.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LossTrendTest {

  @Test
  void followsMeanAndVarianceOfTheSmoothedLoss() {
    // Smoothed: 1, then 1 + 0.2 (2 - 1) = 1.2. Mean (1 + 1.2) / 2, variance 0.1^2.
    LossTrend trend = LossTrend.NONE.with(1).with(2);

    assertThat(trend.losses()).isEqualTo(2);
    assertThat(trend.smoothed()).isCloseTo(1.2, within(1e-12));
    assertThat(trend.mean()).isCloseTo(1.1, within(1e-12));
    assertThat(trend.variance()).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void jumpsAboveThreeDeviations() {
    // The threshold is 1 + 3 x 0.1; a loss x is smoothed to 1 + 0.2 (x - 1), so x must exceed 2.5.
    LossTrend trend = new LossTrend(20, 1, 1, 0.01);

    assertThat(trend.jumps(2.49)).isFalse();
    assertThat(trend.jumps(2.51)).isTrue();
    assertThat(trend.jumps(Double.NaN)).isFalse();
  }

  @Test
  void doesNotJumpBeforeItIsKnown() {
    assertThat(new LossTrend(19, 1, 1, 0.01).jumps(100)).isFalse();
  }

  @Test
  void isTheSameAfterItWasWrittenOrGivenAway() {
    LossTrend trend = LossTrend.NONE.with(1).with(2).with(0.5);
    ByteBuffer bytes = ByteBuffer.allocate(LossTrend.SIZE_BYTES);
    trend.write(bytes);

    assertThat(LossTrend.read(bytes.flip())).isEqualTo(trend);
    assertThat(LossTrend.of(trend.values())).isEqualTo(trend);
  }
}
