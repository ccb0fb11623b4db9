package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where each detector must find a change, by hand. */
class KnownChangesTest {

  /** The place, from 1, of the first {@code value} at which a change is declared. */
  private static int foundAt(ChangeDetector detector, double value) {
    for (int i = 1; i <= 1_000; i++) {
      if (detector.add(value)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  private static void feed(ChangeDetector detector, int times, double value) {
    for (int i = 0; i < times; i++) {
      assertThat(detector.add(value)).isFalse();
    }
  }

  @Nested
  class OfPageHinkley {

    @Test
    void sumsWhatIsAboveTheMeanAndTheTolerance() {
      PageHinkley test = new PageHinkley(0.1, 1, Direction.UP);
      feed(test, 30, 0);

      // After a 1 the mean is 1/31 and 1 - 1/31 - .1 = .868 is not above 1; after the next the mean
      // is 2/32 and .868 + 1 - .0625 - .1 = 1.705 is.
      assertThat(foundAt(test, 1)).isEqualTo(2);
    }

    @Test
    void findsAFallInTheSamePlaceIfBothDirectionsCount() {
      PageHinkley test = new PageHinkley(0.1, 1, Direction.BOTH);
      feed(test, 30, 1);

      assertThat(foundAt(test, 0)).isEqualTo(2);
    }

    @Test
    void leavesAFallAloneIfItWatchesForARise() {
      PageHinkley test = new PageHinkley(0.1, 1, Direction.UP);
      feed(test, 30, 1);

      feed(test, 1_000, 0);
    }
  }

  @Nested
  class OfDdm {

    @Test
    void warnsAtTwoDeviationsAndDeclaresAtThree() {
      Ddm ddm = new Ddm();
      feed(ddm, 98, 0);
      assertThat(ddm.warns()).isFalse();

      // p = 1/100, s = sqrt(.01 * .99 / 98) = .01005 are the least. With an error p = 2/101 = .0198
      // and s = sqrt(.0198 * .9802 / 99) = .0140: .0198 + .0140 - .01 = .0238 is above 2 s_min.
      assertThat(ddm.add(1)).isFalse();
      assertThat(ddm.warns()).isTrue();
      // With two p = 3/102 = .0294, s = .0169: .0363 is above 3 s_min = .0302.
      assertThat(ddm.add(1)).isTrue();
      assertThat(ddm.warns()).isFalse();
    }

    @Test
    void doesNotMindFewerErrors() {
      Ddm ddm = new Ddm();
      feed(ddm, 100, 1);

      feed(ddm, 1_000, 0);
    }
  }

  @Nested
  class OfHddmA {

    @Test
    void cutsWhereTheMeanWasLeast() {
      HddmA test = new HddmA(0.001, 0.005, Direction.UP);
      feed(test, 50, 0);

      // The cut is after the zeros. With k ones k / (50 + k) must reach
      // sqrt(k / (2 * 50 * (50 + k)) ln(2 / .001)), that is k / (50 + k) must reach .0760: k = 5.
      // To be suspected it must reach ln(2 / .005) / 100 = .0599: k = 4.
      feed(test, 3, 1);
      assertThat(test.warns()).isFalse();
      feed(test, 1, 1);
      assertThat(test.warns()).isTrue();
      assertThat(test.add(1)).isTrue();
    }

    @Test
    void findsAFallInTheSamePlaceIfBothDirectionsCount() {
      HddmA test = new HddmA(0.001, 0.005, Direction.BOTH);
      feed(test, 50, 1);

      assertThat(foundAt(test, 0)).isEqualTo(5);
    }
  }

  @Nested
  class OfKswin {

    @Test
    void measuresTheLargestDistanceOfTwoDistributionFunctions() {
      // Up to 1 one has a third of its values and the other none; up to 2 two thirds and one third.
      assertThat(Kswin.distance(new float[] {1, 2, 3}, new float[] {2, 3, 4}))
          .isCloseTo(1 / 3.0, within(1e-12));
      assertThat(Kswin.distance(new float[] {1, 1, 2}, new float[] {1, 1, 2})).isZero();
      assertThat(Kswin.distance(new float[] {1, 2, 3}, new float[] {4, 5, 6})).isEqualTo(1);
    }

    @Test
    void declaresAChangeWhereTheDistanceExceedsItsBound() {
      Kswin test = new Kswin(0.0001, 1);
      feed(test, 100, 0);

      // sqrt(-ln(.0001) / 30) = .5541; whatever is drawn are zeros, so k ones are at distance k /
      // 30.
      assertThat(foundAt(test, 1)).isEqualTo(17);
    }

    @Test
    void seesAChangeThatLeavesTheMeanAlone() {
      Kswin test = new Kswin(0.0001, 1);
      for (int i = 0; i < 100; i++) {
        assertThat(test.add(i % 2 == 0 ? 0.4 : 0.6)).isFalse();
      }
      boolean found = false;
      for (int i = 0; i < 100; i++) {
        found |= test.add(0.5);
      }

      // Up to .4 half of the older values and none of the newer: at 1/2 the distance is below
      // .5541,
      // but the thirty drawn are not always half and half, and 17 of one value are 17/30 = .567.
      assertThat(found).isTrue();
    }
  }

  @Nested
  class OfHdddm {

    private boolean finds(double gamma) {
      Hdddm test = new Hdddm(1, gamma, 16);
      for (int i = 0; i < 16 * 8; i++) {
        assertThat(test.add(new float[] {i % 2 == 0 ? 1 : -1})).isFalse();
      }
      boolean found = false;
      for (int i = 0; i < 16; i++) {
        found |= test.add(new float[] {1});
      }
      return found;
    }

    // The first batch says mean 0, deviation sqrt(16/15) = 1.033; of 4 bins up to 2.5 deviations
    // -1 is in the second and 1 in the third. Then M = 16, and six batches at distance 0 make it
    // 112. In the last batch the shares are 0, 0, 1, 0 and not 0, 1/2, 1/2, 0: the sum of squares
    // is
    // 1/2 + (1 - .7071)^2 = .5858, and T = 4 * 16 * 112 / 128 * .5858 = 32.80. s is that of
    // chi-square
    // with 2 - 1 degrees, 1.4142, times sqrt(1 + 1/6): 1.5275. So 32.80 is 21.48 of them, and with
    // 1/2 tolerated 20.98.

    @Test
    void declaresAChangeWhereMoreThanGammaDeviationsComeTogether() {
      assertThat(finds(20.9)).isTrue();
    }

    @Test
    void seesAChangeThatLeavesMeanAndVarianceAlone() {
      FeatureDetector test = Detectors.parse("hdddm").forFeatures(1);
      for (int i = 0; i < 4_000; i++) {
        assertThat(test.add(new float[] {i % 5 - 2})).isFalse();
      }
      boolean found = false;
      // -2 to 2 have the variance 2, and so have these two.
      for (int i = 0; i < 200; i++) {
        found |= test.add(new float[] {i % 2 == 0 ? -1.4142f : 1.4142f});
      }

      assertThat(found).isTrue();
    }

    @Test
    void declaresNoneWhereFewerDo() {
      assertThat(finds(21)).isFalse();
    }
  }
}
