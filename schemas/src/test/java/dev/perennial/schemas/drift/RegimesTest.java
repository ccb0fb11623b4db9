package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RegimesTest {

  private static Summary of(float... values) {
    Summary summary = new Summary(1);
    for (float value : values) {
      summary.add(new float[] {value});
    }
    return summary;
  }

  @Test
  void summarizesByMeanAndVariance() {
    Summary summary = of(1, 2, 3, 6);

    // (1 + 2 + 3 + 6) / 4 = 3, (4 + 1 + 0 + 9) / 4 = 3.5.
    assertThat(summary.count()).isEqualTo(4);
    assertThat(summary.mean(0)).isEqualTo(3);
    assertThat(summary.variance(0)).isCloseTo(3.5, within(1e-12));
  }

  @Test
  void joinsSummariesAsIfTheyWereOne() {
    Summary joined = of(1, 2);
    joined.add(of(3, 6));

    assertThat(joined.count()).isEqualTo(4);
    assertThat(joined.mean(0)).isEqualTo(3);
    assertThat(joined.variance(0)).isCloseTo(3.5, within(1e-12));
  }

  @Test
  void weighsLessWithoutAnotherMeanOrVariance() {
    Summary summary = of(1, 2, 3, 6);
    summary.atMost(2);

    assertThat(summary.count()).isEqualTo(2);
    assertThat(summary.mean(0)).isEqualTo(3);
    assertThat(summary.variance(0)).isCloseTo(3.5, within(1e-12));
  }

  @Test
  void measuresTheHellingerDistanceOfTwoNormalDistributions() {
    // Means 0 and 2, variances 1: 1 - exp(-4 / 8) = .3935.
    assertThat(of(-1, 1).distance(of(1, 3))).isCloseTo(0.39347, within(1e-5));
    // Means 0, variances 1 and 4: 1 - sqrt(2 * 1 * 2 / 5) = .1056.
    assertThat(of(-1, 1).distance(of(-2, 2))).isCloseTo(0.10557, within(1e-5));
    // Neither varies.
    assertThat(of(5, 5).distance(of(5))).isZero();
    assertThat(of(5, 5).distance(of(6))).isEqualTo(1);
  }

  @Test
  void knowsARegimeThatReturns() {
    Regimes regimes = new Regimes(1, 0.1, 16);

    regimes.enter(of(-1, 1, -1, 1));
    assertThat(regimes.current()).isZero();
    regimes.enter(of(9, 11, 9, 11));
    assertThat(regimes.current()).isEqualTo(1);
    // Means .1 apart: 1 - exp(-.01 / 8) = .001.
    regimes.enter(of(-0.9f, 1.1f));
    assertThat(regimes.current()).isZero();
    regimes.enter(of(19, 21));
    assertThat(regimes.current()).isEqualTo(2);
    regimes.enter(of(9, 11));
    assertThat(regimes.current()).isEqualTo(1);
  }

  @Test
  void staysWhereItIsIfNothingIsDifferent() {
    Regimes regimes = new Regimes(1, 0.1, 16);
    regimes.enter(of(-1, 1));

    regimes.enter(of(1, -1));

    assertThat(regimes.current()).isZero();
  }

  @Test
  void forgetsTheRegimeThatWasLeftLongestAgo() {
    Regimes regimes = new Regimes(1, 0.1, 2);
    regimes.enter(of(-1, 1));
    regimes.enter(of(9, 11));
    regimes.enter(of(-1, 1));
    assertThat(regimes.current()).isZero();
    regimes.enter(of(19, 21)); // 1 is forgotten: 0 was left after it.
    assertThat(regimes.known()).isEqualTo(2);
    regimes.enter(of(-1, 1));
    assertThat(regimes.current()).isZero();

    regimes.enter(of(9, 11));

    assertThat(regimes.current()).isEqualTo(3);
  }

  @Test
  void doesNotLeaveARegimeThatHadNoSamples() {
    Regimes regimes = new Regimes(1, 0.1, 16);
    regimes.enterNew();
    assertThat(regimes.current()).isZero();

    regimes.learn(of(1, 2));
    regimes.enterNew();

    assertThat(regimes.current()).isEqualTo(1);
  }

  @Test
  void goesOnFromItsBytes() {
    Regimes regimes = new Regimes(1, 0.1, 2);
    regimes.enter(of(-1, 1));
    regimes.enter(of(9, 11));
    regimes.enter(of(19, 21));
    ByteBuffer bytes = ByteBuffer.allocate(regimes.sizeBytes());
    regimes.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    Regimes other = new Regimes(1, 0.1, 2);

    other.decode(bytes.flip());

    assertThat(other.current()).isEqualTo(2);
    other.enter(of(9, 11));
    assertThat(other.current()).isEqualTo(1);
    other.enter(of(-1, 1));
    assertThat(other.current()).isEqualTo(3);
  }

  @Test
  void namesThemByNumber() {
    assertThat(Regimes.nameOf(7)).isEqualTo("regime-7");
  }
}
