package dev.perennial.evaluator.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McNemarTest {

  /** Twice the sum of the binomial coefficients up to the lesser, over 2 to the sum. */
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    // 2 (1 + 12 + 66) / 4096
    "10, 2, 158, 4096",
    // 2 (1 + 10 + 45) / 1024
    "8, 2, 112, 1024",
    // 2 / 8
    "3, 0, 2, 8",
    // 2 / 32: five times better and never worse is not enough for 0.95, six times is.
    "5, 0, 2, 32",
    "6, 0, 2, 64",
    // 2 (1 + 2) / 4 is capped
    "1, 1, 1, 1",
    "1, 0, 1, 1"
  })
  void isKnownByHand(long better, long worse, double numerator, double denominator) {
    assertThat(McNemar.pValue(better, worse)).isCloseTo(numerator / denominator, within(1e-14));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheExactSumOfBinomialCoefficients(long seed) {
    Random random = new Random(seed);
    int better = random.nextInt(1500);
    int worse = 1 + random.nextInt(1500);

    double exact = exact(better, worse);
    assertThat(McNemar.pValue(better, worse)).isCloseTo(exact, withinPercentage(1e-8));
  }

  private static double exact(int better, int worse) {
    int n = better + worse;
    BigInteger coefficient = BigInteger.ONE;
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i <= Math.min(better, worse); i++) {
      sum = sum.add(coefficient);
      coefficient =
          coefficient.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    double p =
        new BigDecimal(sum.shiftLeft(1))
            .divide(new BigDecimal(BigInteger.ONE.shiftLeft(n)), MathContext.DECIMAL64)
            .doubleValue();
    return Math.min(1, p);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isAProbabilityAndTheSameSeenFromTheOtherSide(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      long better = (long) Math.exp(random.nextDouble() * 16);
      long worse = (long) Math.exp(random.nextDouble() * 16);
      double p = McNemar.pValue(better, worse);

      assertThat(p).isBetween(0.0, 1.0).isEqualTo(McNemar.pValue(worse, better));
    }
  }

  @Test
  void fallsAsTheDifferenceGrows() {
    double before = 1;
    for (int more = 0; more <= 200; more++) {
      double p = McNemar.pValue(300 + more, 300 - more);
      assertThat(p).isLessThanOrEqualTo(before);
      before = p;
    }
  }

  /** (|b - c| - 1)² / (b + c) is 3.8415 at 0.05, which a million samples come near to. */
  @Test
  void isWhatTheChiSquareWithContinuityCorrectionComesNearTo() {
    long n = 1_000_000;
    long difference = Math.round(Math.sqrt(3.8415 * n) + 1);

    assertThat(McNemar.pValue((n + difference) / 2, (n - difference) / 2))
        .isCloseTo(.05, within(1e-4));
  }

  @Test
  void isToldOfNoTwoThatNothingTellsApart() {
    assertThatThrownBy(() -> McNemar.pValue(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one question must tell: 0 better, 0 worse");
    assertThat(new Tally(100, 0, 0).verdict().pValue()).isEmpty();
    assertThat(new Tally(100, 0, 0).verdict().isBetter(.95)).isFalse();
  }
}
