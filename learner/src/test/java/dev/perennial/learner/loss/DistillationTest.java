package dev.perennial.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.loss.TermOnRows.Rows;
import org.junit.jupiter.api.Test;

/** Three classes, of which the teacher learned 0 and 1, and features of two numbers. */
class DistillationTest {

  private static final float LN3 = (float) Math.log(3);
  private static final Rows NONE = new Rows(new float[0][], new float[0][]);
  private static final Rows ONE_OF_EACH = new Rows(new float[2][3], new float[2][2], 0, 1);

  private static TermOnRows taught(LossTerm term) {
    TermOnRows bench = new TermOnRows(term, 3, 2);
    bench.see(ONE_OF_EACH, NONE, NONE);
    bench.learned();
    bench.boundary();
    return bench;
  }

  @Test
  void asksForTheTeachersPredictionsOfOldClasses() {
    try (TermOnRows bench = taught(new PredictionDistillation(Rehearsed.BATCH, 2))) {
      // At temperature 2 the teacher's (2 ln 3, 0) is 3/4 to 1/4, the model's (0, 0) even. The
      // divergence is 3/4 ln(3/2) + 1/4 ln(1/2) = 0.304099 - 0.173287 = 0.130812, times 2^2, a mean
      // with a row on which they agree. Class 2 the teacher never learned.
      Rows batch = new Rows(new float[][] {{0, 0, 9}, {1, 5, 7}}, new float[2][2], 2, 2);
      bench.see(batch, NONE, new Rows(new float[][] {{2 * LN3, 0, 4}, {0, 4, 1}}, new float[2][2]));

      assertThat(bench.loss()).isCloseTo(0.261624f, within(1e-5f));
      // 2^2 / 2 (model - teacher) / 2 rows = 1/2 - 3/4 and 1/2 - 1/4.
      assertThat(bench.gradient())
          .containsExactly(new float[] {-0.25f, 0.25f, 0, 0, 0, 0}, within(1e-6f));
    }
  }

  @Test
  void asksReplayedRowsWhereItIsTold() {
    try (TermOnRows bench = taught(new PredictionDistillation(Rehearsed.REPLAY, 1))) {
      // 3/4 ln(3/2) + 1/4 ln(1/2), at temperature 1, for the teacher's second row.
      Rows batch = new Rows(new float[1][3], new float[1][2], 2);
      Rows replay = new Rows(new float[1][3], new float[1][2], 0);
      bench.see(batch, replay, new Rows(new float[][] {{7, 1, 0}, {LN3, 0, 0}}, new float[2][2]));
      assertThat(bench.loss()).isCloseTo(0.130812f, within(1e-5f));

      bench.see(batch, NONE, new Rows(new float[][] {{7, 1, 0}}, new float[1][2]));
      assertThat(bench.loss()).isZero();
    }
  }

  @Test
  void isNothingBeforeThereIsATeacher() {
    for (LossTerm term :
        new LossTerm[] {
          new PredictionDistillation(Rehearsed.BATCH, 2),
          new PredictionDistillation(Rehearsed.REPLAY, 2),
          new FeatureDistillation(Rehearsed.BATCH),
          new FeatureDistillation(Rehearsed.REPLAY)
        }) {
      try (TermOnRows bench = new TermOnRows(term, 3, 2)) {
        Rows rows = new Rows(new float[][] {{1, 2, 3}}, new float[][] {{4, 5}}, 1);
        bench.see(rows, rows, new Rows(new float[2][0], new float[2][2]));
        bench.learned();

        assertThat(bench.loss()).as(term.toString()).isZero();
      }
    }
  }

  @Test
  void asksForTheTeachersFeatures() {
    // (1, 2) - (4, -2) = (-3, 4), half of 25; a mean with a row that did not move.
    Rows rows = new Rows(new float[2][3], new float[][] {{1, 2}, {5, 6}}, 0, 1);
    Rows teacher = new Rows(new float[2][3], new float[][] {{4, -2}, {5, 6}});
    try (TermOnRows bench = taught(new FeatureDistillation(Rehearsed.BATCH))) {
      bench.see(rows, NONE, teacher);
      assertThat(bench.loss()).isCloseTo(6.25f, within(1e-6f));
    }
    Rows batch = new Rows(new float[1][3], new float[][] {{9, 9}}, 0);
    Rows replay = new Rows(new float[1][3], new float[][] {{1, 2}}, 0);
    try (TermOnRows bench = taught(new FeatureDistillation(Rehearsed.REPLAY))) {
      bench.see(batch, replay, new Rows(new float[2][3], new float[][] {{0, 0}, {4, -2}}));
      assertThat(bench.loss()).isCloseTo(12.5f, within(1e-6f));
    }
  }

  @Test
  void asksEachClassAloneAsIcarlDoes() {
    try (TermOnRows bench = taught(new BinaryDistillation())) {
      // Class 0: the teacher's ln 3 is 3/4, the model's -ln 3 is 1/4: -3/4 ln 1/4 - 1/4 ln 3/4
      // = 1.111641. Class 1: both are even: ln 2 = 0.693147. Class 2, the label: -ln 3/4 =
      // 0.287682.
      // The replayed row, whose label the teacher knows, is the same but for class 2, which is not
      // its label: -ln 1/4 = 1.386294. (2.092470 + 3.191082) / 2 = 2.641776.
      float[][] logits = {{-LN3, 0, LN3}};
      float[][] teacher = {{LN3, 0, 5}, {LN3, 0, 5}};
      bench.see(
          new Rows(logits, new float[1][2], 2),
          new Rows(logits, new float[1][2], 0),
          new Rows(teacher, new float[2][2]));

      assertThat(bench.loss()).isCloseTo(2.641776f, within(1e-5f));
    }
  }

  @Test
  void tellsLabelsBeforeThereIsATeacher() {
    try (TermOnRows bench = new TermOnRows(new BinaryDistillation(), 2, 2)) {
      // -ln 3/4 for the label and -ln 3/4 for the other class.
      Rows batch = new Rows(new float[][] {{LN3, -LN3}}, new float[1][2], 0);
      bench.see(batch, NONE, new Rows(new float[1][0], new float[1][2]));

      assertThat(bench.loss()).isCloseTo(2 * 0.287682f, within(1e-5f));
    }
  }

  @Test
  void refusesATemperatureThatIsNone() {
    assertThatThrownBy(() -> Losses.parse("cross-entropy + prediction-distillation:1,0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a temperature must be positive: 0.0");
  }

  @Test
  void refusesATermThatIsNamedTwice() {
    assertThatThrownBy(() -> Losses.parse("cross-entropy + replay + replay:2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss must name a term once: replay:2.0");
  }
}
