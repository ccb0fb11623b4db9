package dev.perennial.learner.analytic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.learning.Scores;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void putsAClassWithoutRowsBelowTheLeastLikely() {
    Scores scores = Calibration.logits(new float[] {9, 1, 3}, 1, 3, new double[] {0, 2, 1}, 2);

    assertThat(scores.logit(0, 1)).isEqualTo(2);
    assertThat(scores.logit(0, 2)).isEqualTo(6);
    // Three rows were seen.
    assertThat(scores.logit(0, 0)).isCloseTo((float) (2 - Math.log(4)), within(1e-6f));
  }

  @Test
  void takesEveryClassForEquallyLikelyBeforeTheFirstRow() {
    Scores scores = Calibration.logits(new float[] {5, 7}, 1, 2, new double[2], 1);

    assertThat(scores.probability(0, 1)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void growsSharperWhereTheClassIsLikelierThanIsSaid() {
    double[] seen = {1, 1};
    // The odds are e to 1: 0.731059 for class 0, so logit 1 is expected to be 0.731059 of it.
    Scores scores = Calibration.logits(new float[] {1, 0}, 1, 2, seen, 1);

    double right = Calibration.sharpened(1, scores, new int[] {0}, seen);
    double wrong = Calibration.sharpened(1, scores, new int[] {1}, seen);

    assertThat(right).isCloseTo(Math.exp(0.01 * (1 - 0.731059)), within(1e-8));
    assertThat(wrong).isCloseTo(Math.exp(-0.01 * 0.731059), within(1e-8));
  }

  @Test
  void learnsNothingOfClassesThatWereNotSeen() {
    double[] seen = {1, 0};
    Scores scores = Calibration.logits(new float[] {1, 0}, 1, 2, seen, 3);

    assertThat(Calibration.sharpened(3, scores, new int[] {1}, seen)).isEqualTo(3);
    assertThat(Calibration.sharpened(3, scores, new int[] {5}, seen)).isEqualTo(3);
  }
}
