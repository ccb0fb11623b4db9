package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every learner must do; one class a kind of learner extends it. */
abstract class LearnerContract {

  /** How the learner is made up. */
  abstract Recipe recipe();

  /** What it learns from. */
  abstract Features features();

  private Learner open() {
    return Learners.open(recipe(), features());
  }

  @Test
  void knowsNothingAtFirst() {
    try (Learner learner = open()) {
      Scores scores = learner.predict(inputs(3));

      assertThat(learner.version()).isZero();
      assertThat(learner.classes()).isZero();
      assertThat(scores.rows()).isEqualTo(3);
      assertThat(scores.predicted(0)).isEmpty();
    }
  }

  @Test
  void repeatsItselfBitForBit() {
    try (Learner one = open();
        Learner other = open()) {
      List<Step> steps = Streams.learn(one, features(), 0, 12);
      List<Step> again = Streams.learn(other, features(), 0, 12);
      one.onBoundary(new Boundary(0));
      other.onBoundary(new Boundary(0));

      assertThat(losses(steps)).isEqualTo(losses(again));
      assertThat(Streams.bits(one.model())).isEqualTo(Streams.bits(other.model()));
    }
  }

  @Test
  void continuesFromASaveAsIfNothingHadHappened() {
    StateStore store = StateStore.inMemory();
    try (Learner unbroken = open();
        Learner restored = open()) {
      Streams.learn(unbroken, features(), 0, 8);
      unbroken.onBoundary(new Boundary(0));
      unbroken.save(store);
      restored.restore(store);
      assertContinuesAlike(unbroken, restored);
    }
  }

  @Test
  void continuesFromASaveThatWroteOnlyWhatChanged() {
    StateStore store = StateStore.inMemory();
    try (Learner unbroken = open();
        Learner restored = open()) {
      for (int number = 0; number < 8; number++) {
        Streams.learn(unbroken, features(), number, number + 1);
        unbroken.save(store);
      }
      restored.restore(store);
      assertContinuesAlike(unbroken, restored);
    }
  }

  @Test
  void keepsTheSameBytesWheneverItWasSaved() {
    try (Learner one = open();
        Learner other = open()) {
      assertThat(Streams.savedEveryStep(one, features(), 8))
          .containsExactlyEntriesOf(Streams.savedOnce(other, features(), 8));
    }
  }

  private void assertContinuesAlike(Learner unbroken, Learner restored) {
    assertThat(restored.version()).isEqualTo(unbroken.version());
    assertThat(restored.classes()).isEqualTo(unbroken.classes());
    assertThat(restored.memory()).isEqualTo(unbroken.memory());
    assertThat(losses(Streams.learn(restored, features(), 8, 16)))
        .isEqualTo(losses(Streams.learn(unbroken, features(), 8, 16)));
    restored.onBoundary(new Boundary(1));
    unbroken.onBoundary(new Boundary(1));
    assertThat(Streams.bits(restored.model())).isEqualTo(Streams.bits(unbroken.model()));

    Map<String, byte[]> one = new TreeMap<>();
    Map<String, byte[]> other = new TreeMap<>();
    unbroken.save(StateStore.of(one));
    restored.save(StateStore.of(other));
    assertThat(wrapped(other)).isEqualTo(wrapped(one));
  }

  @Test
  void becomesAModelThatAnotherLearnerGaveAway() {
    try (Learner giver = open();
        Learner taker = open()) {
      Streams.learn(giver, features(), 0, 8);
      Model model = giver.model();
      Scores before = giver.predict(inputs(3));
      Streams.learn(giver, features(), 8, 9);
      taker.adopt(model, 70);

      assertThat(taker.version()).isEqualTo(70);
      assertThat(Streams.bits(taker.model())).isEqualTo(Streams.bits(model));
      assertThat(taker.classes()).isEqualTo(before.classes());
      assertThat(taker.predict(inputs(3)).logit(2, 0)).isEqualTo(before.logit(2, 0));
    }
  }

  @Test
  void forgetsOnlyWhatItIsToldToAndTellsHowMuch() {
    Forgetting first = Forgetting.ofClass(1);
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 8);
      Map<Integer, Integer> left = new TreeMap<>(learner.memory().byClass());
      Integer held = left.remove(1);
      Scores before = learner.predict(inputs(3));

      OptionalInt forgotten = learner.forget(first);

      assertThat(learner.memory().byClass()).isEqualTo(left);
      assertThat(forgotten.orElse(0)).isGreaterThanOrEqualTo(held == null ? 0 : held);
      assertThat(learner.forget(first).orElse(0)).isZero();
      assertThat(learner.forget(origin -> false)).isEqualTo(learner.forget(first));
      assertThat(learner.version()).isEqualTo(8L * recipe().replaySteps());
      assertThat(learner.predict(inputs(3)).classes()).isEqualTo(before.classes());
    }
  }

  @Test
  void goesOnFromASaveAfterItForgot() {
    StateStore store = StateStore.inMemory();
    try (Learner unbroken = open();
        Learner restored = open()) {
      Streams.learn(unbroken, features(), 0, 6);
      unbroken.onBoundary(new Boundary(0));
      unbroken.save(store);
      unbroken.forget(origin -> origin.id() % 2 == 0);
      Streams.learn(unbroken, features(), 6, 8);
      unbroken.onBoundary(new Boundary(1));
      unbroken.save(store);
      restored.restore(store);
      assertContinuesAlike(unbroken, restored);
    }
  }

  @Test
  void keepsNothingOfWhatItForgotInWhatItSaved() {
    Map<String, byte[]> often = new TreeMap<>();
    Map<String, byte[]> once = new TreeMap<>();
    try (Learner learner = open()) {
      StateStore store = StateStore.of(often);
      for (int number = 0; number < 8; number++) {
        Streams.learn(learner, features(), number, number + 1);
        learner.save(store);
      }
      learner.forget(origin -> origin.id() % 3 != 0);
      learner.save(store);
      learner.save(StateStore.of(once));
    }
    assertThat(wrapped(often)).isEqualTo(wrapped(once));
  }

  @Test
  void learnsOnAfterItForgotEverything() {
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 8);
      learner.onBoundary(new Boundary(0));
      learner.forget(origin -> true);

      assertThat(learner.memory()).isEqualTo(Holdings.NONE);
      assertSound(learner);
      Streams.learn(learner, features(), 8, 20);
      learner.onBoundary(new Boundary(1));
      assertSound(learner);
    }
  }

  @Test
  void recallsWhatASavedLearnerKeptForReplay() {
    StateStore store = StateStore.inMemory();
    try (Learner giver = open();
        Learner taker = open()) {
      Streams.learn(giver, features(), 0, 6);
      Model past = giver.model();
      Streams.learn(giver, features(), 6, 12);
      giver.save(store);

      taker.adopt(past, giver.version() + 1);
      taker.recall(store);
      taker.expectClasses(giver.classes());

      assertThat(taker.memory()).isEqualTo(giver.memory());
      assertThat(taker.version()).isEqualTo(giver.version() + 1);
      Streams.learn(taker, features(), 12, 20);
      taker.onBoundary(new Boundary(1));
      assertSound(taker);
    }
  }

  @Test
  void refusesAModelOfFewerClassesThanItKnows() {
    try (Learner giver = open();
        Learner taker = open()) {
      giver.expectClasses(2);
      taker.expectClasses(3);

      assertThatThrownBy(() -> taker.adopt(giver.model(), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a learner of 3 classes cannot become a model of 2");
    }
  }

  @Test
  void refusesAModelThatLacksATensor() {
    try (Learner learner = open()) {
      assertThatThrownBy(() -> learner.adopt(new Model(Map.of()), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the model lacks ");
    }
  }

  @Test
  void writesNothingTwice() {
    Set<String> written = new HashSet<>();
    StateStore store = recording(written);
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 3);
      learner.save(store);
      written.clear();
      learner.save(store);
      assertThat(written).isEmpty();
      learner.predict(inputs(2));
      learner.save(store);
      assertThat(written).isEmpty();
    }
  }

  @Test
  void writesEverythingToAnotherStore() {
    Map<String, byte[]> first = new TreeMap<>();
    Map<String, byte[]> second = new TreeMap<>();
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 3);
      learner.save(StateStore.of(first));
      learner.save(StateStore.of(second));
    }
    assertThat(wrapped(second)).isEqualTo(wrapped(first));
  }

  @Test
  void isNotChangedByAPrediction() {
    try (Learner watched = open();
        Learner alone = open()) {
      for (int number = 0; number < 6; number++) {
        watched.predict(inputs(5));
        Streams.learn(watched, features(), number, number + 1);
        watched.predict(inputs(700));
        Streams.learn(alone, features(), number, number + 1);
      }
      assertThat(Streams.bits(watched.model())).isEqualTo(Streams.bits(alone.model()));
    }
  }

  @ParameterizedTest(name = "{0} rows")
  @ValueSource(ints = {1, 7, 10, 64})
  void learnsBatchesOfAnySize(int rows) {
    Recipe r = recipe();
    Recipe sized = r.withBatch(rows);
    try (Learner learner = Learners.open(sized, features())) {
      for (int number = 0; number < 5; number++) {
        Step step =
            learner.observe(Streams.batch(features(), number, Streams.labels(number, rows, 3)));
        assertThat(step.lossNats()).isFinite();
        assertThat(step.scores().rows()).isEqualTo(rows);
      }
      // The last batch of a period may be short.
      learner.observe(Streams.batch(features(), 5, 0));
      assertThat(learner.version()).isEqualTo(6L * r.replaySteps());
    }
  }

  @Test
  void scoresTheBatchBeforeItIsLearned() {
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 4);
      int known = learner.classes();
      Batch batch = Streams.batch(features(), 9, 0, 1, known + 3);
      Scores before = learner.predict(batch.inputs());
      Step step = learner.observe(batch);

      assertThat(step.scores().rows()).isEqualTo(3);
      assertThat(step.scores().classes()).isEqualTo(known);
      // Of a learner that goes row by row only the first row is scored as it was before.
      for (int label = 0; label < known; label++) {
        float logit = before.logit(0, label);
        // The same sums, in the order that the number of rows suggests to the arithmetic.
        assertThat(step.scores().logit(0, label))
            .isCloseTo(logit, within(1e-4f * (1 + Math.abs(logit))));
      }
      assertThat(learner.classes()).isEqualTo(known + 4);
    }
  }

  @Test
  void scoresTheRowsOfABatchWithoutTheirOwnLabels() {
    try (Learner one = open();
        Learner other = open()) {
      Streams.learn(one, features(), 0, 4);
      Streams.learn(other, features(), 0, 4);
      Inputs rows = Streams.batch(features(), 9, 0, 1, 0).inputs();
      Step step = one.observe(labelled(rows, 0, 1, 0));
      Step again = other.observe(labelled(rows, 0, 1, 1));

      for (int row = 0; row < 3; row++) {
        for (int label = 0; label < one.classes(); label++) {
          assertThat(again.scores().logit(row, label)).isEqualTo(step.scores().logit(row, label));
        }
      }
    }
  }

  @Test
  void learnsTheSameWhateverTaskItsRowsAreOf() {
    try (Learner one = open();
        Learner other = open()) {
      for (int number = 0; number < 8; number++) {
        int[] labels = Streams.labels(number, 10, 4);
        Batch batch = Streams.batch(features(), number, labels);
        one.observe(batch);
        other.observe(labelled(batch.inputs(), labels));
      }
      one.onBoundary(new Boundary(0));
      other.onBoundary(new Boundary(0));

      // A model that holds examples says which samples they are.
      if (!one.givesExamplesAway()) {
        assertThat(Streams.bits(other.model())).isEqualTo(Streams.bits(one.model()));
      }
      for (int label = 0; label < one.classes(); label++) {
        assertThat(other.predict(inputs(3)).logit(2, label))
            .isEqualTo(one.predict(inputs(3)).logit(2, label));
      }
      assertThat(other.memory().byClass()).isEqualTo(one.memory().byClass());
    }
  }

  @Test
  void tellsWhatItHoldsForReplayByClassAndByTask() {
    try (Learner learner = open()) {
      assertThat(learner.memory()).isEqualTo(Holdings.NONE);

      Step last = Streams.learn(learner, features(), 0, 12).get(11);

      // Two classes of these streams are a task.
      Map<Integer, Integer> byTask = new TreeMap<>();
      learner
          .memory()
          .byClass()
          .forEach((label, rows) -> byTask.merge(label / 2, rows, Integer::sum));
      assertThat(learner.memory().byTask()).isEqualTo(byTask);
      assertThat(byTask.values().stream().mapToInt(Integer::intValue).sum())
          .isBetween(0, last.memorySize());
    }
  }

  private Batch labelled(Inputs inputs, int... labels) {
    Batch batch = new Batch(features(), labels.length);
    for (int row = 0; row < labels.length; row++) {
      batch.add(
          inputs.data().slice(row * features().sizeBytes(), features().sizeBytes()), labels[row]);
    }
    return batch;
  }

  @Test
  void growsForAClassThatAppearsLate() {
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 5);
      for (int number = 0; number < 80; number++) {
        learner.observe(Streams.batch(features(), number, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6));
      }
      Scores scores = learner.predict(Streams.batch(features(), 99, 6, 6).inputs());

      assertThat(learner.classes()).isEqualTo(7);
      assertThat(scores.predicted(0)).hasValue(6);
    }
  }

  @Test
  void doesNotMindWhenItHearsOfAClass() {
    try (Learner early = open();
        Learner late = open()) {
      early.expectClasses(3);
      late.expectClasses(2);
      late.expectClasses(3);
      late.expectClasses(1);

      assertThat(late.classes()).isEqualTo(3);
      assertThat(Streams.bits(late.model())).isEqualTo(Streams.bits(early.model()));
    }
  }

  @Test
  void learnsAStreamOfOneClass() {
    try (Learner learner = open()) {
      for (int number = 0; number < 5; number++) {
        assertThat(learner.observe(Streams.batch(features(), number, 0, 0, 0)).lossNats())
            .isFinite();
      }
      Scores scores = learner.predict(inputs(2));

      assertThat(scores.classes()).isOne();
      // The softmax over one class is certain.
      assertThat(scores.lossNats(1, 0)).isZero();
    }
  }

  @ParameterizedTest(name = "{0} classes")
  @ValueSource(ints = {2, 100})
  void learnsStreamsOfManyClasses(int classes) {
    try (Learner learner = open()) {
      for (int number = 0; number < 20; number++) {
        learner.observe(Streams.batch(features(), number, Streams.labels(number, 10, classes)));
      }
      assertThat(learner.classes()).isBetween(2, classes);
      assertThat(learner.predict(inputs(2)).logit(1, learner.classes() - 1)).isFinite();
    }
  }

  @Test
  void learns() {
    try (Learner learner = open()) {
      for (int number = 0; number < 150; number++) {
        learner.observe(Streams.batch(features(), number, Streams.labels(number, 10, 3)));
      }
      int[] labels = Streams.labels(999, 60, 3);
      Scores scores = learner.predict(Streams.batch(features(), 999, labels).inputs());
      long right = 0;
      for (int row = 0; row < labels.length; row++) {
        right += scores.predicted(row).orElseThrow() == labels[row] ? 1 : 0;
      }
      // Chance is 20.
      assertThat(right).isGreaterThan(50);
    }
  }

  @Test
  void refusesAnotherLearnersState() {
    Recipe r = recipe();
    Recipe other = r.withSeed(r.seed() + 1);
    StateStore store = StateStore.inMemory();
    try (Learner learner = open();
        Learner another = Learners.open(other, features())) {
      learner.save(store);

      assertThatThrownBy(() -> another.restore(store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the saved learner is another: ")
          .hasMessageContaining("seed was %d, is %d".formatted(r.seed(), r.seed() + 1));
      assertThatThrownBy(() -> another.restore(StateStore.inMemory()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the store holds no learner");
    }
  }

  @Test
  void goesOnUnderARecipeThatOnlyLearnsOtherwise() {
    Recipe r = recipe();
    Recipe other =
        new Recipe(
            r.strategy(),
            r.network(),
            r.memory(),
            3,
            5,
            2,
            r.optimizer(),
            r.learningRate() / 2,
            r.momentum() / 2,
            0,
            r.seed(),
            r.memoryBytes(),
            r.parts());
    StateStore store = StateStore.inMemory();
    try (Learner learner = open();
        Learner another = Learners.open(other, features())) {
      Streams.learn(learner, features(), 0, 7);
      learner.onBoundary(new Boundary(0));
      learner.save(store);
      another.restore(store);

      assertThat(Learners.identity(other)).isEqualTo(Learners.identity(r));
      assertThat(Streams.bits(another.model())).isEqualTo(Streams.bits(learner.model()));
      assertThat(another.observe(Streams.batch(features(), 8, 0, 1, 2)).lossNats()).isFinite();
      assertThat(another.version()).isGreaterThan(learner.version());
    }
  }

  @Test
  void refusesAStateOfAnUnknownVersion() {
    Map<String, byte[]> values = new HashMap<>();
    try (Learner learner = open()) {
      learner.save(StateStore.of(values));
      byte[] header = values.get("learner").clone();
      header[0] = 99;
      values.put("learner", header);

      assertThatThrownBy(() -> learner.restore(StateStore.of(values)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the saved learner has format 99, this version reads format 2");
    }
  }

  @Test
  void refusesRowsItWasNotMadeFor() {
    Features other = new Features(List.of(3), features().elementType());
    try (Learner learner = open()) {
      assertThatThrownBy(() -> learner.observe(Streams.batch(other, 0, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the learner takes Features");
      assertThatThrownBy(() -> learner.observe(Streams.batch(features(), 0, new int[11])))
          .hasMessage("a batch has 1 to 10 rows: 11");
      assertThatThrownBy(() -> learner.predict(new Inputs(features(), 1)))
          .hasMessage("there must be a row to predict");
    }
  }

  @Test
  void refusesABatchWithANumberThatIsNoneAndGoesOn() {
    Assumptions.assumeTrue(features().elementType() == ElementType.FLOAT32, "bytes are numbers");
    try (Learner learner = open();
        Learner unbothered = open()) {
      Streams.learn(learner, features(), 0, 3);
      Streams.learn(unbothered, features(), 0, 3);
      Batch poisoned = Streams.batch(features(), 9, 0, 1);
      poisoned.inputs().buffer().putFloat(0, Float.POSITIVE_INFINITY);

      assertThatThrownBy(() -> learner.observe(poisoned))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage(
              "row 0 has an element that is not finite: Infinity; nothing is learned from its"
                  + " batch");
      Streams.learn(learner, features(), 3, 6);
      Streams.learn(unbothered, features(), 3, 6);
      assertThat(Streams.bits(learner.model())).isEqualTo(Streams.bits(unbothered.model()));
    }
  }

  @ParameterizedTest(name = "elements of {0}")
  @ValueSource(floats = {1e13f, 1e19f, 1e30f, Float.MAX_VALUE})
  void isNotPoisonedByRowsOutOfAllProportion(float size) {
    Assumptions.assumeTrue(features().elementType() == ElementType.FLOAT32, "bytes are small");
    try (Learner learner = open()) {
      Streams.learn(learner, features(), 0, 6);
      for (int number = 6; number < 12; number++) {
        int[] labels = Streams.labels(number, 10, 2);
        learnsOrRefuses(learner, outsized(Streams.batch(features(), number, labels), size));
        learnsOrRefuses(learner, Streams.batch(features(), number, labels));
      }
    }
  }

  /** Every second row has an element of that size, with either sign. */
  private Batch outsized(Batch batch, float size) {
    for (int row = 0; row < batch.rows(); row += 2) {
      int at = row * features().sizeBytes() + row % features().size() * Float.BYTES;
      batch.inputs().buffer().putFloat(at, row % 4 == 0 ? size : -size);
    }
    return batch;
  }

  @ParameterizedTest(name = "a rate of {0}")
  @ValueSource(doubles = {30, 1e4, 1e8, 1e30})
  void isNotPoisonedByARateOutOfAllProportion(double rate) {
    int refused = 0;
    try (Learner learner = Learners.open(Streams.atRate(recipe(), rate), features())) {
      learner.expectClasses(3);
      for (int number = 0; number < 20; number++) {
        int[] labels = Streams.labels(number, 10, 3);
        refused += learnsOrRefuses(learner, Streams.batch(features(), number, labels)) ? 0 : 1;
      }
      learner.onBoundary(new Boundary(0));
      assertSound(learner);
    }
    if (rate >= 1e8 && Learners.descends(recipe().strategy())) {
      assertThat(refused).isPositive();
    }
  }

  /** Whether it learned a batch of known classes; if not, nothing that it saves has changed. */
  private boolean learnsOrRefuses(Learner learner, Batch batch) {
    Map<String, byte[]> before = saved(learner);
    long version = learner.version();
    boolean learned = true;
    try {
      learner.observe(batch);
    } catch (RefusedStepException refused) {
      learned = false;
      assertThat(refused).hasMessageMatching(".+: \\S+; .+|the loss is not finite: .+");
      assertThat(learner.version()).isEqualTo(version);
      assertThat(wrapped(saved(learner))).isEqualTo(wrapped(before));
    }
    assertSound(learner);
    return learned;
  }

  /** All it knows is a number, and so is what it says of rows like those it learned. */
  private void assertSound(Learner learner) {
    learner
        .model()
        .tensors()
        .forEach((name, values) -> assertThat(areFinite(values)).as(name).isTrue());
    Scores scores = learner.predict(Streams.batch(features(), 78, 0, 1, 0, 1).inputs());
    for (int row = 0; row < scores.rows(); row++) {
      int answer = scores.predicted(row).orElseThrow();
      assertThat(scores.probability(row, answer)).isBetween(0.0, 1.0);
    }
  }

  private static boolean areFinite(Model.Values values) {
    ByteBuffer data = values.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (values.precision()) {
      case INT64 -> true;
      case FLOAT32 -> {
        FloatBuffer numbers = data.asFloatBuffer();
        yield IntStream.range(0, numbers.limit()).allMatch(i -> Float.isFinite(numbers.get(i)));
      }
      case FLOAT64 -> {
        DoubleBuffer numbers = data.asDoubleBuffer();
        yield IntStream.range(0, numbers.limit()).allMatch(i -> Double.isFinite(numbers.get(i)));
      }
    };
  }

  private static Map<String, byte[]> saved(Learner learner) {
    Map<String, byte[]> values = new TreeMap<>();
    learner.save(StateStore.of(values));
    return values;
  }

  @Test
  @Tag("soak")
  void keepsNativeMemoryFlat() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/statm")), "resident memory is only known on Linux");
    try (Learner learner = open()) {
      churn(learner, 300);

      // A leak of one batch a step would be 30 MB each time; the JVM itself grows now and then.
      long growth = growth(learner);
      for (int again = 0; again < 2 && growth >= 12_000_000; again++) {
        growth = growth(learner);
      }
      assertThat(growth).isLessThan(12_000_000);
    }
  }

  private long growth(Learner learner) throws Exception {
    long before = residentBytes();
    churn(learner, 1500);
    return residentBytes() - before;
  }

  private void churn(Learner learner, int steps) {
    var batch = Streams.batch(features(), 1, Streams.labels(1, 10, 3));
    for (int step = 0; step < steps; step++) {
      learner.observe(batch);
      if (step % 10 == 0) {
        learner.predict(batch.inputs());
      }
    }
  }

  private static long residentBytes() throws Exception {
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }

  private Inputs inputs(int rows) {
    return Streams.batch(features(), 77, new int[rows]).inputs();
  }

  private static List<Double> losses(List<Step> steps) {
    return steps.stream().map(Step::lossNats).toList();
  }

  private static Map<String, ByteBuffer> wrapped(Map<String, byte[]> values) {
    Map<String, ByteBuffer> wrapped = new TreeMap<>();
    values.forEach((name, bytes) -> wrapped.put(name, ByteBuffer.wrap(bytes)));
    return wrapped;
  }

  private static StateStore recording(Set<String> written) {
    Map<String, byte[]> values =
        new HashMap<>() {
          @Override
          public byte[] put(String name, byte[] value) {
            written.add(name);
            return super.put(name, value);
          }
        };
    return StateStore.of(values);
  }
}
