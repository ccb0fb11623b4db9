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
    double[] logits = new OpinionPool(2, 0).pooled(OPINIONS);

    // The roots of 0.8 x 0.5 and 0.2 x 0.5 are 2 to 1.
    assertThat(logits[0] - logits[1]).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void trustsAnExpertMoreThatWasRight() {
    OpinionPool pool = new OpinionPool(2, 0);
    pool.learn(OPINIONS, 0, 1);

    // The pool believes 2/3 and 1/3: ln 0.8 - (2/3 ln 0.8 + 1/3 ln 0.2) = 1/3 ln 4.
    assertThat(pool.learned()[0]).isCloseTo(0.5 + 0.02 * Math.log(4) / 3, within(1e-12));
    assertThat(pool.learned()[1]).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void trustsAnExpertLessThatWasWrong() {
    OpinionPool pool = new OpinionPool(2, 0);
    pool.learn(OPINIONS, 1, 1);

    // ln 0.2 - (2/3 ln 0.8 + 1/3 ln 0.2) = -2/3 ln 4.
    assertThat(pool.learned()[0]).isCloseTo(0.5 - 0.02 * 2 * Math.log(4) / 3, within(1e-12));
    assertThat(pool.learned()[1]).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void neverCountsAnExpertAgainstItself() {
    OpinionPool pool = new OpinionPool(2, 0);
    for (int row = 0; row < 500; row++) {
      pool.learn(OPINIONS, 1, 1);
    }
    assertThat(pool.learned()[0]).isZero();
    assertThat(pool.pooled(OPINIONS)[0]).isEqualTo(pool.pooled(OPINIONS)[1]);
  }

  @Test
  void learnsLessOfARowTheLessItIsBelievedWhereItTolerates() {
    OpinionPool pool = new OpinionPool(2, 0.5);
    pool.learn(OPINIONS, 1, 1);

    // The pool believes 1/3, whose root the step is multiplied by.
    assertThat(pool.learned()[0])
        .isCloseTo(0.5 - 0.02 * Math.sqrt(1.0 / 3) * 2 * Math.log(4) / 3, within(1e-12));
  }

  @Test
  void temperedByItsSharpnessItIsAsSureAsItShouldBe() {
    // The expert is right three times of four, whatever the weights: ln 3 between the classes.
    OpinionPool pool = new OpinionPool(1, 1);
    double[][] opinion = {{Math.log(0.9), Math.log(0.1)}};
    double sum = 0;
    for (int row = 0; row < 40_000; row++) {
      pool.learn(opinion, row % 4 == 3 ? 1 : 0, 1);
      double[] logits = pool.pooled(opinion);
      sum += row < 20_000 ? 0 : logits[0] - logits[1];
    }
    assertThat(sum / 20_000).isCloseTo(Math.log(3), within(0.05));
  }

  @Test
  void theWeightsSumToNoMoreThanFour() {
    OpinionPool pool = new OpinionPool(2, 1);
    for (int row = 0; row < 5_000; row++) {
      pool.learn(OPINIONS, 0, 1);
    }
    double[] learned = pool.learned();

    assertThat(learned[0] + learned[1]).isCloseTo(4, within(0.01)).isLessThanOrEqualTo(4 + 1e-12);
  }

  @Test
  void goesOnWithTheWeightsItHad() {
    OpinionPool pool = new OpinionPool(2, 0);
    pool.learn(OPINIONS, 0, 1);
    OpinionPool other = new OpinionPool(2, 0);
    other.become(pool.learned());
    pool.learn(OPINIONS, 1, 1);
    other.learn(OPINIONS, 1, 1);

    assertThat(other.learned()).isEqualTo(pool.learned());
  }

  @Test
  void isCertainOfTheOnlyClass() {
    double[] logits = {-3.5};

    assertThat(OpinionPool.logSum(logits)).isEqualTo(-3.5);
  }
}
