package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Boundary;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);
  private static final Features NUMBERS = new Features(List.of(2), ElementType.FLOAT32);

  @ParameterizedTest
  @ValueSource(strings = {"naive", "er", "er-ace", "joint"})
  void minimizesCrossEntropyWhileMemoryIsEmpty(String strategy) {
    try (Learner learner = Learners.open(Streams.recipe(strategy, "mlp:8", "sgd"), BYTES)) {
      learner.expectClasses(3);
      int[] labels = {0, 1, 2, 1};
      Step step = learner.observe(Streams.batch(BYTES, 1, labels));

      // All classes are in the batch, so er-ace masks none.
      double sum = 0;
      for (int row = 0; row < labels.length; row++) {
        sum += step.scores().lossNats(row, labels[row]);
      }
      assertThat(step.lossNats()).isCloseTo(sum / 4, within(1e-6));
      assertThat(step.replayed()).isZero();
    }
  }

  @Test
  void addsTheMeanLossOfReplayedRows() {
    // One row is kept and the memory has one slot: the replayed row is known.
    Recipe recipe = sized("er", 1, 1, 1);
    try (Learner learner = Learners.open(recipe, BYTES)) {
      learner.expectClasses(2);
      Batch first = Streams.batch(BYTES, 1, 0);
      learner.observe(first);
      Scores ofFirst = learner.predict(first.inputs());
      Step step = learner.observe(Streams.batch(BYTES, 2, 1));

      assertThat(step.lossNats())
          .isCloseTo(step.scores().lossNats(0, 1) + ofFirst.lossNats(0, 0), within(1e-6));
      assertThat(step.replayed()).isOne();
      assertThat(step.memorySize()).isOne();
    }
  }

  @Test
  void comparesABatchAmongItsOwnClassesAlone() {
    try (Learner learner = Learners.open(Streams.recipe("er-ace", "mlp:8", "sgd"), BYTES)) {
      learner.expectClasses(5);
      Step step = learner.observe(Streams.batch(BYTES, 1, 1, 3));

      // Softmax over the logits of classes 1 and 3: -log(e^a / (e^a + e^b)) = log(1 + e^(b - a)).
      Scores s = step.scores();
      double first = Math.log1p(Math.exp(s.logit(0, 3) - s.logit(0, 1)));
      double second = Math.log1p(Math.exp(s.logit(1, 1) - s.logit(1, 3)));
      assertThat(step.lossNats()).isCloseTo((first + second) / 2, within(1e-6));
    }
  }

  @Test
  void doesNotReplayTheBatchItIsLearning() {
    Recipe recipe = sized("er", 50, 10, 3);
    try (Learner learner = Learners.open(recipe, BYTES)) {
      Step first = learner.observe(Streams.batch(BYTES, 1, Streams.labels(1, 10, 2)));
      Step second = learner.observe(Streams.batch(BYTES, 2, Streams.labels(2, 10, 2)));

      assertThat(first.replayed()).isZero();
      assertThat(first.memorySize()).isEqualTo(10);
      assertThat(second.replayed()).isEqualTo(30);
      assertThat(second.memorySize()).isEqualTo(20);
      assertThat(learner.version()).isEqualTo(6);
    }
  }

  @Test
  void standardizesWithTheStatisticsOfEveryRowLearned() {
    // Column 0: 1, 3, 5, 11, mean 5, squares 16 + 4 + 0 + 36 = 56. Column 1 never varies.
    try (Learner learner = Learners.open(sized("er", 5, 2, 1), NUMBERS)) {
      learner.observe(rows(new float[] {1, 4}, new float[] {3, 4}));
      learner.observe(rows(new float[] {5, 4}, new float[] {11, 4}));

      Map<String, Model.Values> model = learner.model().tensors();
      assertThat(model.get("input.count").data().getDouble(0)).isEqualTo(4);
      assertThat(model.get("input.mean").data().getDouble(0)).isCloseTo(5, within(1e-12));
      assertThat(model.get("input.mean").data().getDouble(8)).isEqualTo(4);
      assertThat(model.get("input.squares").data().getDouble(0)).isCloseTo(56, within(1e-12));
      assertThat(model.get("input.squares").data().getDouble(8)).isZero();
    }
  }

  @Test
  void refusesALossThatIsNotFinite() {
    // Parameters that somebody gave it are finite, but what they make of a row is not.
    try (Learner giver = Learners.open(sized("er", 20, 10, 1), BYTES);
        Learner learner = Learners.open(sized("er", 20, 10, 1), BYTES)) {
      giver.expectClasses(3);
      Map<String, Model.Values> tensors = new TreeMap<>(giver.model().tensors());
      tensors.replaceAll((name, values) -> vast(values));
      Model vast = new Model(tensors);
      learner.adopt(vast, 0);

      assertThatThrownBy(() -> learner.observe(Streams.batch(BYTES, 1, 0, 1, 2)))
          .isInstanceOfSatisfying(
              RefusedStepException.class,
              refused -> assertThat(refused.refusal()).isEqualTo(Refusal.LOSS_NOT_FINITE))
          .hasMessageMatching(
              "the loss of update 1 is not finite: (NaN|Infinity); the model stays as it was");
      assertThat(Streams.bits(learner.model())).isEqualTo(Streams.bits(vast));
    }
  }

  private static Model.Values vast(Model.Values values) {
    ByteBuffer data = ByteBuffer.allocate(values.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < data.capacity(); at += Float.BYTES) {
      data.putFloat(at, 1e30f);
    }
    return new Model.Values(values.precision(), values.shape(), data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"naive", "a-gem"})
  void refusesAStepThatIsLongerThanAHundred(String strategy) {
    // Of one row the bound that dense layers have is the gradient's length itself.
    double length = stepLength(strategy, 0.1) / 0.1;

    assertThat(stepLength(strategy, 99.9 / length)).isCloseTo(99.9, withinPercentage(0.1));
    assertThatThrownBy(() -> stepLength(strategy, 100.1 / length))
        .isInstanceOfSatisfying(
            RefusedStepException.class,
            refused -> assertThat(refused.refusal()).isEqualTo(Refusal.GRADIENT_EXPLODES))
        .hasMessageMatching(
            "the gradient of update 1 is longer than \\S+: \\S+; the model stays as it was");
  }

  /** How far the first step on one row takes the parameters. */
  private static double stepLength(String strategy, double rate) {
    Recipe recipe = new Recipe(strategy, "mlp:8,5", 20, 10, 10, 1, "sgd", rate, 0, 0, 1);
    try (Learner learner = Learners.open(recipe, BYTES)) {
      learner.expectClasses(3);
      Map<String, Model.Values> before = learner.model().tensors();
      learner.observe(Streams.batch(BYTES, 1, 2));
      double squares = 0;
      for (Map.Entry<String, Model.Values> after : learner.model().tensors().entrySet()) {
        FloatBuffer to = floats(after.getValue());
        FloatBuffer from = floats(before.get(after.getKey()));
        while (to.hasRemaining()) {
          squares += Math.pow((double) to.get() - from.get(), 2);
        }
      }
      return Math.sqrt(squares);
    }
  }

  private static FloatBuffer floats(Model.Values values) {
    return values.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  @Test
  void keepsWhatABatchTaughtBeforeOneOfItsUpdatesIsRefused() {
    // The first update throws the parameters far away; the second one's gradient is too long.
    Recipe explosive = new Recipe("er", "mlp:8", 20, 10, 10, 3, "sgd", 50, 0, 0, 1);
    try (Learner learner = Learners.open(explosive, BYTES)) {
      learner.expectClasses(3);
      Step step = learner.observe(Streams.batch(BYTES, 1, Streams.labels(1, 10, 3)));

      assertThat(step.lossNats()).isFinite();
      assertThat(step.refused()).isOne();
      assertThat(learner.version()).isOne();
      assertThat(step.memorySize()).as("a batch that is not learned to the end").isZero();
    }
  }

  @Test
  void retrainsOnTheRowsThatDoNotPoisonTheModel() {
    Recipe explosive = new Recipe("joint", "mlp:8", 20, 10, 10, 1, "sgd", 50, 0, 0, 1);
    try (Learner learner = Learners.open(explosive, BYTES)) {
      learner.expectClasses(3);
      learner.observe(Streams.batch(BYTES, 1, Streams.labels(1, 10, 3)));
      catchThrowable(() -> learner.observe(Streams.batch(BYTES, 2, Streams.labels(2, 10, 3))));

      // Ten rows are kept: one batch, learned from the first parameters.
      // The second boundary ends a period without updates.
      learner.onBoundary(new Boundary(0));
      learner.onBoundary(new Boundary(0));

      assertThat(learner.version()).isEqualTo(2);
    }
  }

  @Test
  void trainsJointlyAtABoundaryAsIfItHadSeenAllDataFirst() {
    // Memory holds everything, so a learner that only ever kept rows retrains to the same model,
    // whatever it learned in between.
    Recipe recipe = sized("joint", 200, 10, 1);
    Recipe more = sized("joint", 200, 10, 4);
    try (Learner one = Learners.open(recipe, BYTES);
        Learner other = Learners.open(more, BYTES)) {
      for (Learner learner : List.of(one, other)) {
        learner.expectClasses(3);
        for (int number = 0; number < 6; number++) {
          learner.observe(Streams.batch(BYTES, number, Streams.labels(number, 10, 3)));
        }
      }
      assertThat(Streams.bits(one.model())).isNotEqualTo(Streams.bits(other.model()));

      one.onBoundary(new Boundary(0));
      other.onBoundary(new Boundary(0));

      // Six updates online, six in the retraining.
      assertThat(one.version()).isEqualTo(12);
      assertThat(Streams.bits(one.model())).isEqualTo(Streams.bits(other.model()));
    }
  }

  @Test
  void writesOnlyTheSlotsThatChanged() {
    Set<String> written = new HashSet<>();
    StateStore store = recording(written);
    try (Learner learner = Learners.open(sized("er", 100, 10, 1), BYTES)) {
      learner.observe(Streams.batch(BYTES, 1, Streams.labels(1, 10, 2)));
      learner.save(store);
      written.clear();
      learner.observe(Streams.batch(BYTES, 2, 0, 1));
      learner.save(store);

      assertThat(written).contains("memory/slot-10", "memory/slot-11", "layer-0.weight");
      assertThat(written).noneMatch(name -> name.equals("memory/slot-9"));
    }
  }

  @Test
  void trainsInManyThreadsAtOnceAsInOne() throws Exception {
    Callable<Map<String, ByteBuffer>> training =
        () -> {
          try (Learner learner = Learners.open(Streams.recipe("er", "mlp:24,16", "sgd"), BYTES)) {
            Streams.learn(learner, BYTES, 0, 40);
            return Streams.bits(learner.model());
          }
        };
    Map<String, ByteBuffer> alone = training.call();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Map<String, ByteBuffer>> model :
          threads.invokeAll(List.of(training, training, training, training))) {
        assertThat(model.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void namesEverythingAModelHas() {
    try (Learner learner = Learners.open(Streams.recipe("er", "mlp:4", "sgd"), NUMBERS)) {
      learner.expectClasses(3);
      Map<String, Model.Values> model = learner.model().tensors();

      assertThat(model.keySet())
          .containsExactly(
              "input.count",
              "input.mean",
              "input.squares",
              "layer-0.bias",
              "layer-0.bias.momentum",
              "layer-0.weight",
              "layer-0.weight.momentum",
              "layer-1.bias",
              "layer-1.bias.momentum",
              "layer-1.weight",
              "layer-1.weight.momentum");
      assertThat(model.get("layer-1.weight").shape()).containsExactly(3L, 4L);
    }
  }

  @Test
  void refusesARecipeWithEverythingThatIsWrong() {
    Recipe wrong = new Recipe("luck", "rnn", 1, 1, 1, 1, "lbfgs", 0.1, 0, 0, 1);

    assertThatThrownBy(() -> Learners.open(wrong, BYTES))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("recipe.strategy must be one of " + Learners.ids() + ": luck")
        .hasMessageContaining("recipe.network must be mlp:H,H,... or cnn[:C,C,...]: rnn")
        .hasMessageContaining("recipe.optimizer must be sgd or adam or upgd: lbfgs");
  }

  private static Recipe sized(String strategy, int memory, int batch, int replaySteps) {
    return new Recipe(strategy, "mlp:8", memory, batch, batch, replaySteps, "sgd", 0.05, 0.5, 0, 1);
  }

  private static Batch rows(float[]... rows) {
    Batch batch = new Batch(NUMBERS, rows.length);
    for (float[] row : rows) {
      ByteBuffer bytes =
          ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(row);
      batch.add(bytes, 0);
    }
    return batch;
  }

  private static StateStore recording(Set<String> written) {
    StateStore values = StateStore.inMemory();
    return new StateStore() {
      @Override
      public void put(String name, byte[] value) {
        written.add(name);
        values.put(name, value);
      }

      @Override
      public java.util.Optional<byte[]> get(String name) {
        return values.get(name);
      }

      @Override
      public void remove(String name) {
        values.remove(name);
      }
    };
  }
}
