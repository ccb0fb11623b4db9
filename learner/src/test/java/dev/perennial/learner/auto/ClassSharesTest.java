package dev.perennial.learner.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassSharesTest {

  private final ClassShares shares = new ClassShares(1, 0);

  @Test
  void missNothingBeforeTheFirstRow() {
    assertThat(shares.missing()).isEmpty();
  }

  @Test
  void missNothingWhileThereIsOneClass() {
    see(0, 700);

    assertThat(shares.missing()).containsExactly(0);
  }

  @Test
  void missWhatNoLongerComes() {
    see(0, 500);
    see(1, 500);

    // After a horizon the first half counts 1/e as much as the second, though it was as long: the
    // distance is 1/2 - (1/e) / (1/e + 1), and each class is half of all.
    double distance = 0.5 - Math.exp(-1) / (Math.exp(-1) + 1);
    assertThat(shares.missing()[0]).isCloseTo(distance / 2, within(1e-9));
    assertThat(shares.missing()[1]).isCloseTo(distance / 2, within(1e-9));
  }

  @Test
  void missTheWholePastInTheEnd() {
    see(0, 3000);
    see(1, 1000);
    see(2, 6000);

    // Lately all were of class 2: the distance is 0.4, of which each class has its share.
    assertThat(shares.missing()[0]).isCloseTo(0.12, within(1e-4));
    assertThat(shares.missing()[1]).isCloseTo(0.04, within(1e-4));
    assertThat(shares.missing()[2]).isCloseTo(0.24, within(1e-4));
  }

  @Test
  void saysWhatARowTellsOfTheWhole() {
    see(0, 3000);
    see(1, 1000);
    see(2, 6000);

    // Lately all were of class 2, which is six tenths of all, and the present is as near to all.
    assertThat(shares.relevance(2)).isCloseTo(0.36, within(1e-4));
    assertThat(shares.relevance(0)).isCloseTo(0.6, within(1e-4));
  }

  @Test
  void countsAsMuchOfThePastAsItIsTold() {
    ClassShares quarter = new ClassShares(0.25, 0);
    quarter.become(counts());

    // A quarter of 0.12; a quarter of the way from 1 to 0.36.
    assertThat(quarter.missing()[0]).isCloseTo(0.03, within(1e-4));
    assertThat(quarter.relevance(2)).isCloseTo(0.84, within(1e-4));
  }

  @Test
  void neverMissLessThanAlwaysCounts() {
    ClassShares half = new ClassShares(1, 0.5);
    half.become(counts());

    // Half of each share: more than the distance, 0.4.
    assertThat(half.missing()[0]).isCloseTo(0.15, within(1e-9));
    assertThat(half.missing()[1]).isCloseTo(0.05, within(1e-9));
    assertThat(half.missing()[2]).isCloseTo(0.3, within(1e-9));
  }

  private double[] counts() {
    see(0, 3000);
    see(1, 1000);
    see(2, 6000);
    return shares.counts();
  }

  @Test
  void missLittleWhereClassesTakeTurns() {
    for (int row = 0; row < 2000; row++) {
      shares.saw(row % 10);
    }
    assertThat(Arrays.stream(shares.missing()).sum()).isLessThan(0.01);
  }

  @Test
  void goOnWithTheCountsTheyHad() {
    see(0, 500);
    see(3, 100);
    ClassShares other = new ClassShares(1, 0);
    other.become(shares.counts());

    assertThat(other.missing()).isEqualTo(shares.missing());
    assertThat(other.counts()).isEqualTo(shares.counts());
  }

  private void see(int label, int rows) {
    for (int row = 0; row < rows; row++) {
      shares.saw(label);
    }
  }
}
