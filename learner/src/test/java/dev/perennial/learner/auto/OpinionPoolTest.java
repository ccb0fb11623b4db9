package dev.perennial.learner.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OpinionPoolTest {

  private static final double SURE = Math.log(0.8);
  private static final double UNLIKELY = Math.log(0.2);
  private static final double EVEN = Math.log(0.5);

  /** The first expert says 4 to 1 for class 0, the second does not know. */
  private static final double[][] OPINIONS = {{SURE, UNLIKELY}, {EVEN, EVEN}};

  @Test
  void poolsByTheGeometricMeanAtFirst() {
    double[] logits = new OpinionPool(2).pooled(OPINIONS);

    // The roots of 0.8 x 0.5 and 0.2 x 0.5 are 2 to 1.
    assertThat(logits[0] - logits[1]).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void trustsAnExpertMoreThatWasRight() {
    OpinionPool pool = new OpinionPool(2);
    pool.learn(OPINIONS, 0, 1);

    // The pool believes 2/3 and 1/3: ln 0.8 - (2/3 ln 0.8 + 1/3 ln 0.2) = 1/3 ln 4.
    assertThat(pool.weights()[0]).isCloseTo(0.5 + 0.02 * Math.log(4) / 3, within(1e-12));
    assertThat(pool.weights()[1]).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void trustsAnExpertLessThatWasWrong() {
    OpinionPool pool = new OpinionPool(2);
    pool.learn(OPINIONS, 1, 1);

    // ln 0.2 - (2/3 ln 0.8 + 1/3 ln 0.2) = -2/3 ln 4.
    assertThat(pool.weights()[0]).isCloseTo(0.5 - 0.02 * 2 * Math.log(4) / 3, within(1e-12));
    assertThat(pool.weights()[1]).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void neverCountsAnExpertAgainstItself() {
    OpinionPool pool = new OpinionPool(2);
    for (int row = 0; row < 500; row++) {
      pool.learn(OPINIONS, 1, 1);
    }
    assertThat(pool.weights()[0]).isZero();
    assertThat(pool.pooled(OPINIONS)[0]).isEqualTo(pool.pooled(OPINIONS)[1]);
  }

  @Test
  void goesOnWithTheWeightsItHad() {
    OpinionPool pool = new OpinionPool(2);
    pool.learn(OPINIONS, 0, 1);
    OpinionPool other = new OpinionPool(2);
    other.become(pool.weights());
    pool.learn(OPINIONS, 1, 1);
    other.learn(OPINIONS, 1, 1);

    assertThat(other.weights()).isEqualTo(pool.weights());
  }

  @Test
  void isCertainOfTheOnlyClass() {
    double[] logits = {-3.5};

    assertThat(OpinionPool.logSum(logits)).isEqualTo(-3.5);
  }
}
