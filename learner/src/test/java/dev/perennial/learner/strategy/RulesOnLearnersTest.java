package dev.perennial.learner.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Parts;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.Scores;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What gradient and weight rules make of whole steps, worked out from the steps that {@code naive}
 * takes from the same weights: without momentum, a step is the gradient times the rate.
 */
class RulesOnLearnersTest {

  private static final Features BYTES = Streams.image(ElementType.UINT8);

  private static Learner open(String strategy, Parts parts) {
    Recipe recipe = new Recipe(strategy, "mlp:8", 1, 10, 4, 1, "sgd", 0.1, 0, 0, 1);
    return Learners.open(recipe.withParts(parts), BYTES);
  }

  /** One row of a pattern, said to be of a class. */
  private static Batch row(int label, int said) {
    Batch pattern = Streams.batch(BYTES, 5, label);
    Batch row = new Batch(BYTES, 1);
    row.add(pattern.inputs().buffer(), said);
    return row;
  }

  /** The weights of naive after a step from those of a model. */
  private static Map<String, float[]> stepped(Model from, Batch batch) {
    try (Learner naive = open("naive", Parts.DEFAULTS)) {
      naive.adopt(new Model(weightsOnly(from)), 0);
      naive.observe(batch);
      return weights(naive.model());
    }
  }

  private static Map<String, Model.Values> weightsOnly(Model model) {
    Map<String, Model.Values> only = new TreeMap<>();
    weights(model).keySet().forEach(name -> only.put(name, model.tensor(name)));
    return only;
  }

  /** The network's tensors, without what stands beside them. */
  private static Map<String, float[]> weights(Model model) {
    Map<String, float[]> weights = new TreeMap<>();
    model
        .tensors()
        .forEach(
            (name, values) -> {
              if (name.matches("layer-\\d\\.(weight|bias)")) {
                weights.put(name, floats(values));
              }
            });
    return weights;
  }

  private static float[] floats(Model.Values values) {
    FloatBuffer buffer = values.data().asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  private static Map<String, float[]> combined(
      Map<String, float[]> some, Map<String, float[]> others, BinaryOperator<Float> rule) {
    Map<String, float[]> combined = new TreeMap<>();
    some.forEach(
        (name, values) -> {
          float[] result = new float[values.length];
          for (int i = 0; i < result.length; i++) {
            result[i] = rule.apply(values[i], others.get(name)[i]);
          }
          combined.put(name, result);
        });
    return combined;
  }

  private static double product(Map<String, float[]> some, Map<String, float[]> others) {
    double sum = 0;
    for (var values : some.entrySet()) {
      for (int i = 0; i < values.getValue().length; i++) {
        sum += (double) values.getValue()[i] * others.get(values.getKey())[i];
      }
    }
    return sum;
  }

  private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    actual.forEach(
        (name, values) ->
            assertThat(values).as(name).containsExactly(expected.get(name), within(1e-6f)));
  }

  @Test
  void averagedGemTakesAwayWhatWouldRaiseTheLossOfTheRowInMemory() {
    try (Learner learner = open("a-gem", Parts.DEFAULTS)) {
      learner.expectClasses(2);
      learner.observe(row(0, 0));
      Model before = learner.model();
      Map<String, float[]> from = weights(before);
      // The same picture is now said to be of the other class: nothing contradicts more.
      learner.observe(row(0, 1));

      Map<String, float[]> wanted = combined(stepped(before, row(0, 1)), from, (a, b) -> a - b);
      Map<String, float[]> reference = combined(stepped(before, row(0, 0)), from, (a, b) -> a - b);
      double against = product(wanted, reference);
      double share = against / product(reference, reference);
      Map<String, float[]> projected =
          combined(wanted, reference, (a, b) -> (float) (a - share * b));

      assertThat(against).isNegative();
      assertThat(product(projected, reference)).isCloseTo(0, within(1e-6));
      assertClose(weights(learner.model()), combined(from, projected, Float::sum));
    }
  }

  @Test
  void averagedGemLeavesAStepAsItIsThatHelpsTheRowInMemory() {
    try (Learner learner = open("a-gem", Parts.DEFAULTS)) {
      learner.expectClasses(2);
      learner.observe(row(0, 0));
      Model before = learner.model();
      learner.observe(row(0, 0));

      assertClose(weights(learner.model()), stepped(before, row(0, 0)));
    }
  }

  @Test
  void theAverageOfTheWeightsFollowsThemAndAnswers() {
    try (Learner averaged = open("naive", Parts.DEFAULTS.withWeights("ema:0.75"));
        Learner naive = open("naive", Parts.DEFAULTS);
        Learner answering = open("naive", Parts.DEFAULTS)) {
      averaged.expectClasses(2);
      naive.expectClasses(2);
      Map<String, float[]> average = weights(naive.model());
      for (int step = 0; step < 3; step++) {
        averaged.observe(row(step, step % 2));
        naive.observe(row(step, step % 2));
        average =
            combined(average, weights(naive.model()), (old, now) -> 0.75f * old + 0.25f * now);
      }
      Model model = averaged.model();
      Map<String, float[]> kept = new TreeMap<>();
      Map<String, Model.Values> tensors = new TreeMap<>();
      for (String name : average.keySet()) {
        kept.put(name, floats(model.tensor(name + ".average")));
        tensors.put(name, model.tensor(name + ".average"));
      }

      assertClose(kept, average);
      assertClose(weights(model), weights(naive.model()));

      answering.adopt(new Model(tensors), 0);
      Scores said = averaged.predict(row(1, 0).inputs());
      Scores expected = answering.predict(row(1, 0).inputs());
      assertThat(said.logit(0, 0)).isCloseTo(expected.logit(0, 0), within(1e-5f));
      assertThat(said.logit(0, 1)).isCloseTo(expected.logit(0, 1), within(1e-5f));
    }
  }

  @Test
  void reptileGoesBackHalfOfTheWayItWentInTwoSteps() {
    try (Learner reptile = open("naive", Parts.DEFAULTS.withWeights("reptile:2,0.5"));
        Learner naive = open("naive", Parts.DEFAULTS)) {
      reptile.expectClasses(2);
      naive.expectClasses(2);
      Map<String, float[]> origin = weights(naive.model());
      for (int step = 0; step < 2; step++) {
        reptile.observe(row(step, step));
        naive.observe(row(step, step));
      }
      Map<String, float[]> went = weights(naive.model());

      assertClose(
          weights(reptile.model()), combined(origin, went, (from, to) -> from + (to - from) / 2));
    }
  }
}
