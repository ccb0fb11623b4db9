package dev.perennial.learner.experts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Classes are columns of a small image that are bright; a task is two of them. */
class MultipleExpertsTest {

  private static final Features FEATURES = new Features(List.of(4, 6), ElementType.UINT8);

  private static final Recipe RECIPE =
      new Recipe("tame", "mlp:16", 100, 10, 10, 1, "sgd", 0.1, 0, 0, 1);

  @Test
  void givesANewTaskToANewExpertAndRemembersTheOld() {
    try (MultipleExperts learner = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU)) {
      learn(learner, 0, 200);
      assertThat(learner.experts()).isOne();
      learn(learner, 1, 200);
      assertThat(learner.experts()).isEqualTo(2);

      assertThat(right(learner, 0)).isGreaterThan(90);
      assertThat(right(learner, 1)).isGreaterThan(90);
    }
  }

  @Test
  void goesBackToTheExpertThatKnowsATask() {
    try (MultipleExperts learner = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU)) {
      for (int task : List.of(0, 1, 0, 1)) {
        learn(learner, task, 200);
      }
      assertThat(learner.experts()).isEqualTo(2);
    }
  }

  @Test
  void continuesWithAllItsExperts() {
    StateStore store = StateStore.inMemory();
    try (MultipleExperts unbroken = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU);
        MultipleExperts restored = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU);
        MultipleExperts adopted = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU)) {
      learn(unbroken, 0, 200);
      learn(unbroken, 1, 200);
      adopted.adopt(unbroken.model(), unbroken.version());
      unbroken.save(store);
      restored.restore(store);
      learn(unbroken, 0, 5);
      learn(restored, 0, 5);

      assertThat(restored.experts()).isEqualTo(2);
      assertThat(bits(restored)).isEqualTo(bits(unbroken));
      assertThat(adopted.experts()).isEqualTo(2);
      assertThat(right(adopted, 0)).isGreaterThan(90);
    }
  }

  @Test
  void writesOnlyWhatChangedOfAnExpertThatRests() {
    Set<String> written = new HashSet<>();
    Map<String, byte[]> values =
        new TreeMap<>() {
          @Override
          public byte[] put(String name, byte[] value) {
            written.add(name);
            return super.put(name, value);
          }
        };
    StateStore store = StateStore.of(values);
    try (MultipleExperts learner = MultipleExperts.open(RECIPE, FEATURES, Placement.CPU)) {
      learn(learner, 0, 200);
      learn(learner, 1, 200);
      learner.save(store);
      written.clear();
      learn(learner, 1, 1);
      learner.save(store);

      assertThat(written).contains("expert-1/layer-0.weight", "selector/layer-0.weight");
      assertThat(written).noneMatch(name -> name.startsWith("expert-0/"));
    }
  }

  private static void learn(MultipleExperts learner, int task, int batches) {
    for (int number = 0; number < batches; number++) {
      learner.observe(batch(task, number, 10));
    }
  }

  private static Batch batch(int task, int number, int rows) {
    Draws draws = new Draws(number, "test experts " + task);
    Batch batch = new Batch(FEATURES, rows);
    for (int row = 0; row < rows; row++) {
      int label = 2 * task + (int) draws.below(2, row);
      ByteBuffer pixels = ByteBuffer.allocate(FEATURES.sizeBytes());
      for (int i = 0; i < FEATURES.size(); i++) {
        int noise = (int) draws.below(100, 1000L * (row + 1) + i);
        pixels.put((byte) (noise + (i % 6 == label ? 150 : 0)));
      }
      batch.add(pixels.flip(), label);
    }
    return batch;
  }

  /** How many of a hundred rows of a task are answered rightly. */
  private static int right(MultipleExperts learner, int task) {
    Batch batch = batch(task, 9999, 100);
    Scores scores = learner.predict(batch.inputs());
    int right = 0;
    for (int row = 0; row < batch.rows(); row++) {
      right += scores.predicted(row).orElseThrow() == batch.label(row) ? 1 : 0;
    }
    return right;
  }

  private static Map<String, ByteBuffer> bits(MultipleExperts learner) {
    Map<String, ByteBuffer> bits = new TreeMap<>();
    learner.model().tensors().forEach((name, values) -> bits.put(name, values.data()));
    return bits;
  }
}
