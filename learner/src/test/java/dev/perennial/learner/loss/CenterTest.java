package dev.perennial.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.loss.TermOnRows.Rows;
import org.junit.jupiter.api.Test;

/** Two classes and features of two numbers. */
class CenterTest {

  private static final Rows NONE = new Rows(new float[0][], new float[0][]);

  private final TermOnRows bench = new TermOnRows(new Center(), 2, 2);

  private void see(Rows batch, Rows replay) {
    bench.see(batch, replay, NONE);
  }

  private static Rows rows(float[][] features, int... labels) {
    return new Rows(new float[labels.length][2], features, labels);
  }

  @Test
  void startsACentreAtTheMeanAndLetsItFollow() {
    try (bench) {
      see(rows(new float[][] {{0, 0}, {2, 2}}, 0, 0), NONE);
      bench.learned();
      assertThat(bench.kept(0)).containsExactly(1, 1, 0, 0);

      // Half of (3 - 1, 1 - 1) / (1 + 1 row).
      see(rows(new float[][] {{3, 1}}, 0), NONE);
      bench.learned();
      assertThat(bench.kept(0)).containsExactly(1.5f, 1, 0, 0);
    }
  }

  @Test
  void holdsACentreThatABoundaryHasPassed() {
    try (bench) {
      see(rows(new float[][] {{1, 1}}, 0), NONE);
      bench.learned();
      bench.boundary();
      see(rows(new float[][] {{9, 9}, {4, 6}}, 0, 1), NONE);
      bench.learned();

      assertThat(bench.kept(0)).containsExactly(1, 1, 4, 6);
    }
  }

  @Test
  void keepsRowsNearTheCentreOfTheirClass() {
    try (bench) {
      see(rows(new float[][] {{1, 1}}, 0), NONE);
      bench.learned();
      // 3^2 / 2; class 1 has no centre.
      Rows batch = rows(new float[][] {{4, 1}, {7, 7}}, 0, 1);
      see(batch, NONE);
      assertThat(bench.loss()).isCloseTo(4.5f, within(1e-6f));

      // (3^2 + 4^2) / 2, a mean over two rows.
      see(batch, rows(new float[][] {{1, 5}}, 0));
      assertThat(bench.loss()).isCloseTo(6.25f, within(1e-6f));

      see(rows(new float[][] {{7, 7}}, 1), NONE);
      assertThat(bench.loss()).isZero();
    }
  }
}
