package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Learners whose features come from the first 300 rows: thirty batches of ten. */
class FirstRowsTest {

  private static final Features IMAGE = Streams.image(ElementType.UINT8);

  private static Recipe recipe(String strategy, String features) {
    Parts d = Parts.DEFAULTS;
    return Streams.recipe(strategy, "cnn", "sgd")
        .withParts(
            new Parts(
                d.loss(),
                d.update(),
                d.retrieval(),
                d.gradient(),
                d.weights(),
                d.penalty(),
                d.classifier(),
                features));
  }

  private static Learner open() {
    return Learners.open(recipe("slda", "random-conv:6,2"), IMAGE);
  }

  @Test
  void leaveNothingBehindInTheStoreWhenTheyAreLearned() {
    try (Learner one = open();
        Learner other = open()) {
      assertThat(Streams.savedEveryStep(one, IMAGE, 31))
          .containsExactlyEntriesOf(Streams.savedOnce(other, IMAGE, 31));
    }
  }

  @Test
  void areKeptUntilThereAreEnough() {
    try (Learner learner = open()) {
      List<Step> steps = Streams.learn(learner, IMAGE, 0, 31);

      assertThat(steps.get(0).memorySize()).isEqualTo(10);
      assertThat(steps.get(28).memorySize()).isEqualTo(290);
      assertThat(steps.get(29).memorySize()).isZero();
      assertThat(learner.model().tensors().get("map.filters").shape())
          .containsExactly(6L, 1L, 6L, 6L);
    }
  }

  @Test
  void areAllLearnedWhenThereAreEnough() {
    try (Learner learner = open()) {
      Streams.learn(learner, IMAGE, 0, 30);
      double rows = 0;
      var counts = learner.model().tensors().get("class.rows").data().asDoubleBuffer();
      while (counts.hasRemaining()) {
        rows += counts.get();
      }

      assertThat(rows).isEqualTo(300);
    }
  }

  @ParameterizedTest(name = "saved after {0} batches")
  @ValueSource(ints = {1, 29, 30, 31, 35})
  void doNotMindARestart(int batches) {
    StateStore store = StateStore.inMemory();
    try (Learner unbroken = open();
        Learner restored = open()) {
      for (int number = 0; number < batches; number++) {
        Streams.learn(unbroken, IMAGE, number, number + 1);
        unbroken.save(store);
      }
      restored.restore(store);
      Streams.learn(unbroken, IMAGE, batches, 40);
      Streams.learn(restored, IMAGE, batches, 40);

      assertThat(Streams.bits(restored.model())).isEqualTo(Streams.bits(unbroken.model()));
    }
  }

  @Test
  void leaveTheStoreWhenTheyAreDropped() {
    Map<String, byte[]> values = new TreeMap<>();
    StateStore store = StateStore.of(values);
    try (Learner learner = open()) {
      Streams.learn(learner, IMAGE, 0, 29);
      learner.save(store);
      assertThat(values).containsKey("first/row-289");
      Streams.learn(learner, IMAGE, 29, 30);
      learner.save(store);

      assertThat(values.keySet()).noneMatch(name -> name.startsWith("first/"));
    }
  }

  @Test
  void giveFiltersThatAreWrittenOnce() {
    Set<String> written = new HashSet<>();
    StateStore store =
        StateStore.of(
            new TreeMap<>() {
              @Override
              public byte[] put(String name, byte[] value) {
                written.add(name);
                return super.put(name, value);
              }
            });
    try (Learner learner = open()) {
      Streams.learn(learner, IMAGE, 0, 30);
      learner.save(store);
      assertThat(written).contains("map.filters", "scatter");
      written.clear();
      Streams.learn(learner, IMAGE, 30, 31);
      learner.save(store);

      assertThat(written).contains("scatter").doesNotContain("map.filters");
    }
  }

  @Test
  void areNotNeededByWhoAdoptsAModelWithFilters() {
    try (Learner giver = open();
        Learner taker = open()) {
      Streams.learn(giver, IMAGE, 0, 35);
      Model model = giver.model();
      taker.adopt(model, 0);

      assertThat(Streams.bits(taker.model())).isEqualTo(Streams.bits(model));
      assertThat(Streams.learn(taker, IMAGE, 35, 36).get(0).lossNats())
          .isEqualTo(Streams.learn(giver, IMAGE, 35, 36).get(0).lossNats());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "random-conv:6,2 | random-conv needs an image of height x width or channels x height x width",
        "random-relu | features must be raw, random-relu:WIDTH, random-conv:FILTERS,GRID or network",
        "random-relu:1.5 | positive whole numbers",
        "pixels | features must be raw"
      })
  void areRefusedWhereTheyMakeNoSense(String features, String reason) {
    assertThatThrownBy(
            () ->
                Learners.check(
                    recipe("slda", features), new Features(List.of(7), ElementType.FLOAT32)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void areRefusedAGridFinerThanTheResponses() {
    // 6 x 6 patches of 8 x 8 pixels have 3 x 3 places.
    assertThatThrownBy(() -> Learners.check(recipe("slda", "random-conv:6,4"), IMAGE))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("a grid of at most 3 cells a side: 4");
  }
}
