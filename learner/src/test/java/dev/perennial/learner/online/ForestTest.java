package dev.perennial.learner.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForestTest {

  private static final Features FEATURES = new Features(List.of(6), ElementType.FLOAT32);

  /** Noise, but for the first feature: above 0.5 for class 1, below for class 0. */
  private static float[] row(long number, int label) {
    Draws draws = new Draws(7, "rows");
    float[] row = new float[6];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) draws.unit(number * row.length + i);
    }
    row[0] = (row[0] + label) / 2;
    return row;
  }

  private static int label(long number) {
    return (int) new Draws(7, "labels").below(2, number);
  }

  @Test
  void growsOnTheFeatureThatCounts() {
    Dice dice = new Dice(new Draws(1, "tree"));
    ForestSettings settings = new ForestSettings(1, 1, 6, 6, 50, 0.01, 0.05, 0.05, 0.01);
    HoeffdingTree tree = new HoeffdingTree(settings, dice, 6);
    double[] votes = new double[2];
    int right = 0;
    for (int i = 0; i < 1000; i++) {
      float[] row = row(i, label(i));
      tree.vote(row, votes);
      right += i >= 500 && Votes.highest(votes) == label(i) ? 1 : 0;
      tree.learn(row, label(i), 1, 100_000);
    }

    assertThat(tree.nodes()).isGreaterThan(1);
    assertThat(right).isGreaterThan(480);
  }

  @Test
  void neverTakesMoreBytesThanATreeIsGiven() {
    Dice dice = new Dice(new Draws(1, "tree"));
    HoeffdingTree tree = new HoeffdingTree(ForestSettings.DEFAULTS, dice, 6);
    for (int i = 0; i < 5000; i++) {
      tree.learn(row(i, label(i)), (int) (i * 7L % 11), 6, 5000);
      assertThat(tree.sizeBytes()).isLessThanOrEqualTo(5000);
    }
    ByteBuffer bytes = ByteBuffer.allocate(tree.sizeBytes());
    tree.encode(bytes);

    assertThat(tree.nodes()).isGreaterThan(1);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"forest", "knn"})
  void recoversWhenTheClassesChangePlaces(String strategy) {
    try (Learner learner = Learners.open(recipe(strategy, 100_000), FEATURES)) {
      int before = right(learner, 0, 2000, 0);
      right(learner, 2000, 3000, 1);
      int after = right(learner, 3000, 5000, 1);

      assertThat(before).isGreaterThan(1700);
      assertThat(after).isGreaterThan(1700);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"forest", "knn"})
  void saysTheSameHoweverRowsAreCutIntoBatches(String strategy) {
    try (Learner single = Learners.open(recipe(strategy, 100_000), FEATURES);
        Learner tens = Learners.open(recipe(strategy, 100_000), FEATURES)) {
      single.expectClasses(2);
      tens.expectClasses(2);
      Batch batch = new Batch(FEATURES, 10);
      for (int i = 0; i < 300; i++) {
        Batch one = batch(i, label(i));
        float alone = single.observe(one).scores().logit(0, 1);
        batch.add(one.inputs().data(), label(i));
        if (batch.isFull()) {
          assertThat(tens.observe(batch).scores().logit(9, 1)).isEqualTo(alone);
          batch.clear();
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"forest", "knn"})
  void keepsItsStateWithinTheBudget(String strategy) {
    int budget = 60_000;
    try (Learner learner = Learners.open(recipe(strategy, budget), FEATURES)) {
      right(learner, 0, 6000, 0);
      Map<String, byte[]> values = new TreeMap<>();
      learner.save(StateStore.of(values));

      // The header says what the learner is; a window of errors grows by a bucket or two. Which
      // sample a row is, beside its class, does not count.
      int header = values.remove("learner").length;
      assertThat(header).isLessThan(1000);
      int rows = (int) values.keySet().stream().filter(name -> name.contains("/row-")).count();
      assertThat(values.values().stream().mapToInt(value -> value.length).sum())
          .isLessThan(budget + 2000 + rows * (Origin.SIZE_BYTES - Integer.BYTES));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"forest", "knn"})
  void learnsImagesOfAHundredClasses(String strategy) {
    Features images = new Features(List.of(28, 28), ElementType.UINT8);
    Draws draws = new Draws(3, "images");
    try (Learner learner = Learners.open(recipe(strategy, 2_000_000), images)) {
      for (int i = 0; i < 600; i++) {
        int label = i % 100;
        ByteBuffer row = ByteBuffer.allocate(784);
        for (int j = 0; j < 784; j++) {
          row.put((byte) (draws.below(50, i * 784L + j) + (j / 7 == label ? 200 : 0)));
        }
        Batch batch = new Batch(images, 1);
        batch.add(row.flip(), label);
        assertThat(learner.observe(batch).lossNats()).isFinite();
      }

      assertThat(learner.classes()).isEqualTo(100);
      assertThat(8 * learner.model().tensors().get("state").shape().get(0)).isLessThan(2_100_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"forest", "knn"})
  void learnsNothingOfABatchWithANumberThatIsNone(String strategy) {
    try (Learner learner = Learners.open(recipe(strategy, 100_000), FEATURES)) {
      right(learner, 0, 20, 0);
      Inputs question = batch(50, 0).inputs();
      float before = learner.predict(question).logit(0, 1);
      Batch batch = new Batch(FEATURES, 2);
      batch.add(batch(51, 1).inputs().data(), 1);
      ByteBuffer bad = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      bad.putFloat(8, Float.NaN);
      batch.add(bad, 0);

      assertThatThrownBy(() -> learner.observe(batch))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage(
              "row 1 has an element that is not finite: NaN; nothing is learned from its batch");
      assertThat(learner.predict(question).logit(0, 1)).isEqualTo(before);
      assertThat(learner.version()).isEqualTo(20);
    }
  }

  private static Recipe recipe(String strategy, long bytes) {
    return Recipe.DEFAULTS.withStrategy(strategy).withMemoryBytes(bytes);
  }

  /** How many of the rows it predicts before it learns them, labels exchanged where flip is 1. */
  private static int right(Learner learner, int from, int to, int flip) {
    int right = 0;
    for (int i = from; i < to; i++) {
      int shown = label(i) ^ flip;
      Batch batch = new Batch(FEATURES, 1);
      batch.add(bytes(row(i, label(i))), shown);
      right += learner.observe(batch).scores().predicted(0).orElse(-1) == shown ? 1 : 0;
    }
    return right;
  }

  private static Batch batch(long number, int label) {
    Batch batch = new Batch(FEATURES, 1);
    batch.add(bytes(row(number, label)), label);
    return batch;
  }

  private static ByteBuffer bytes(float[] row) {
    ByteBuffer bytes = ByteBuffer.allocate(row.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(row);
    return bytes;
  }
}
