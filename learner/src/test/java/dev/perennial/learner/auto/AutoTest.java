package dev.perennial.learner.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AutoTest {

  private static final Recipe RECIPE =
      Recipe.DEFAULTS.withStrategy("auto").withBatch(10).withMemoryBytes(300_000);

  /** Experts whose opinions are known: what the pool makes of them. */
  @Nested
  class OverFixedExperts {

    private final Features features = new Features(List.of(1), ElementType.UINT8);

    /** Sees the class in the row, and is right nine times in ten. */
    private final FixedLearner.Belief remembers =
        (label, first, last) -> label == first ? 0.9 : 0.1;

    /** Bets on the class of the moment. */
    private final FixedLearner.Belief forgets = (label, first, last) -> label == last ? 0.98 : 0.02;

    @Test
    void doesNotPreferAnExpertThatForgets() {
      try (Learner learner = open(remembers, forgets)) {
        for (int label = 0; label < 4; label++) {
          repeat(learner, label, 3000);
        }
        // The present alone would say 3 for all of them.
        for (int label = 0; label < 4; label++) {
          assertThat(learner.predict(inputs(label)).predicted(0)).hasValue(label);
        }
      }
    }

    @Test
    void followsTheExpertThatKnowsTheRegime() {
      FixedLearner.Belief other = (label, first, last) -> label == first ? 0.1 : 0.9;
      try (Learner learner = open(remembers, other)) {
        for (int regime = 0; regime < 4; regime++) {
          int right = 0;
          for (int row = 0; row < 600; row++) {
            int first = row % 2;
            int label = regime % 2 == 0 ? first : 1 - first;
            Step step = learn(learner, first, label);
            right += row >= 200 && step.scores().predicted(0).orElse(-1) == label ? 1 : 0;
          }
          assertThat(right).as("right in the last 400 of regime %d", regime).isEqualTo(400);
        }
      }
    }

    @Test
    void letsAnExpertBeginAnewThatRefusesThreeBatchesOnEnd() {
      FixedLearner.Belief sure = (label, first, last) -> label == first ? 0.9 : 0.1;
      try (Learner learner = open(sure)) {
        learn(learner, 0, 0);
        learn(learner, 1, 1);
        Step refused = learn(learner, 1, FixedLearner.REFUSED);
        learn(learner, 1, FixedLearner.REFUSED);
        learn(learner, 1, 1);
        learn(learner, 1, FixedLearner.REFUSED);
        learn(learner, 1, FixedLearner.REFUSED);
        assertThat(opened).isEqualTo(1);

        learn(learner, 1, FixedLearner.REFUSED);
        assertThat(opened).isEqualTo(2);
        assertThat(refused.scores().predicted(0)).isPresent();
        assertThat(learner.classes()).isEqualTo(FixedLearner.REFUSED + 1);
        assertThat(learner.predict(inputs(1)).predicted(0)).hasValue(1);
      }
    }

    private int opened;

    private Learner open(FixedLearner.Belief... beliefs) {
      List<Panel.Member> members = new ArrayList<>();
      for (FixedLearner.Belief belief : beliefs) {
        members.add(
            new Panel.Member(
                "fixed-" + members.size(),
                () -> {
                  opened++;
                  return new FixedLearner(belief);
                }));
      }
      return Auto.open(
          RECIPE, features, new Panel(Panel.Pace.ROWS, Panel.Weighing.VECTORS, 40, members));
    }

    private void repeat(Learner learner, int label, int rows) {
      for (int row = 0; row < rows; row++) {
        learn(learner, label, label);
      }
    }

    private Step learn(Learner learner, int first, int label) {
      Batch batch = new Batch(features, 1);
      batch.add(row(first), label);
      return learner.observe(batch);
    }

    private Inputs inputs(int first) {
      Inputs inputs = new Inputs(features, 1);
      inputs.add(row(first));
      return inputs;
    }

    private ByteBuffer row(int first) {
      return ByteBuffer.allocate(1).put(0, (byte) first);
    }
  }

  /** The experts it has for vectors, on points around one centre a class. */
  @Nested
  class OnVectors {

    private final Features features = new Features(List.of(4), ElementType.FLOAT32);

    @Test
    void recoversFromLabelsThatAreSwapped() {
      try (Learner learner = Auto.open(RECIPE, features)) {
        assertThat(right(learner, 0, 1000, 0)).isGreaterThan(950);
        right(learner, 1000, 600, 1);

        assertThat(right(learner, 1600, 400, 1)).isGreaterThan(360);
      }
    }

    @Test
    void learnsFromTheFirstRows() {
      try (Learner learner = Auto.open(RECIPE, features)) {
        assertThat(right(learner, 0, 50, 0)).isGreaterThan(40);
      }
    }

    @Test
    void refusesRowsThatAreNotFinite() {
      try (Learner learner = Auto.open(RECIPE, features)) {
        right(learner, 0, 20, 0);
        Batch batch = new Batch(features, 1);
        batch.add(row(new float[] {0, Float.NaN, 0, 0}), 0);

        assertThatThrownBy(() -> learner.observe(batch))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage(
                "row 0 has an element that is not finite: NaN; nothing is learned from its batch");
        assertThat(learner.version()).isEqualTo(20);
      }
    }

    @Test
    void predictsEachRowOnceThoseBeforeItAreLearned() {
      try (Learner rows = Auto.open(RECIPE, features);
          Learner batches = Auto.open(RECIPE, features)) {
        Batch batch = new Batch(features, 10);
        for (int start = 0; start < 100; start += 10) {
          batch.clear();
          for (int row = start; row < start + 10; row++) {
            batch.add(point(row), row % 2);
          }
          Scores whole = batches.observe(batch).scores();
          for (int row = start; row < start + 10; row++) {
            Batch one = new Batch(features, 1);
            one.add(point(row), row % 2);
            Scores alone = rows.observe(one).scores();
            if (start > 0) {
              assertThat(whole.logit(row - start, 0)).isEqualTo(alone.logit(0, 0));
            }
          }
        }
      }
    }

    /** Rows of alternating classes, {@code turn} added to each label; how many were predicted. */
    private int right(Learner learner, int from, int rows, int turn) {
      int right = 0;
      for (int row = from; row < from + rows; row++) {
        int label = (row + turn) % 2;
        Batch batch = new Batch(features, 1);
        batch.add(point(row), label);
        right += learner.observe(batch).scores().predicted(0).orElse(-1) == label ? 1 : 0;
      }
      return right;
    }

    private ByteBuffer point(int row) {
      Draws draws = new Draws(row, "test point");
      float[] point = new float[4];
      for (int i = 0; i < point.length; i++) {
        point[i] = (float) (draws.unit(i) + 0.8 * (row % 2));
      }
      return row(point);
    }

    private ByteBuffer row(float[] numbers) {
      ByteBuffer row = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      row.asFloatBuffer().put(numbers);
      return row;
    }
  }

  /** The experts it has for images, on strokes that come two classes at a time. */
  @Nested
  class OnImages {

    private final Features features = new Features(List.of(12, 12), ElementType.UINT8);

    @Test
    void remembersClassesThatComeNoMore() {
      try (Learner learner = Auto.open(RECIPE, features)) {
        for (int task = 0; task < 4; task++) {
          for (int start = 0; start < 600; start += 10) {
            Batch batch = new Batch(features, 10);
            for (int row = start; row < start + 10; row++) {
              int label = 2 * task + row % 2;
              batch.add(image(label, task * 1000L + row), label);
            }
            learner.observe(batch);
          }
        }
        int right = 0;
        for (int row = 0; row < 400; row++) {
          Inputs inputs = new Inputs(features, 1);
          inputs.add(image(row % 8, 100_000L + row));
          right += learner.predict(inputs).predicted(0).orElse(-1) == row % 8 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(360);
      }
    }

    @Test
    void staysWithinItsBytes() {
      Map<String, byte[]> values = new HashMap<>();
      try (Learner learner = Auto.open(RECIPE, features)) {
        for (int start = 0; start < 3000; start += 10) {
          Batch batch = new Batch(features, 10);
          for (int row = start; row < start + 10; row++) {
            batch.add(image(row % 8, row), row % 8);
          }
          learner.observe(batch);
        }
        learner.save(StateStore.of(values));
      }
      long bytes = values.values().stream().mapToLong(value -> value.length).sum();

      assertThat(bytes).isLessThanOrEqualTo(RECIPE.memoryBytes());
    }

    /** A bar at the angle of its class, somewhere near the middle, in noise. */
    private ByteBuffer image(int label, long number) {
      Draws draws = new Draws(number, "test image");
      double angle = Math.PI * label / 8;
      double x = 5.5 + 2 * draws.unit(1000) - 1;
      double y = 5.5 + 2 * draws.unit(1001) - 1;
      ByteBuffer image = ByteBuffer.allocate(144);
      for (int at = 0; at < 144; at++) {
        double across = (at % 12 - x) * Math.sin(angle) - (at / 12 - y) * Math.cos(angle);
        image.put(at, (byte) (draws.below(40, at) + (Math.abs(across) < 1 ? 180 : 0)));
      }
      return image;
    }
  }
}
