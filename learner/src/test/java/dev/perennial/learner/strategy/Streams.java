package dev.perennial.learner.strategy;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import dev.perennial.learner.random.Draws;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small seeded streams whose classes can be told apart, for tests. */
final class Streams {

  private Streams() {}

  /** Images of 8 x 8. */
  static Features image(ElementType type) {
    return new Features(List.of(8, 8), type);
  }

  /** A small recipe; momentum and decay are on so that all state is in play. */
  static Recipe recipe(String strategy, String network, String optimizer) {
    double rate =
        switch (optimizer) {
          case "adam" -> 0.002;
          case "upgd" -> 0.1;
          default -> 0.02;
        };
    double momentum = optimizer.equals("sgd") ? 0.5 : 0;
    return new Recipe(strategy, network, 30, 10, 8, 1, optimizer, rate, momentum, 1e-3, 1);
  }

  /** The same recipe at another rate, with as much decay a step. */
  static Recipe atRate(Recipe recipe, double rate) {
    return new Recipe(
        recipe.strategy(),
        recipe.network(),
        recipe.memory(),
        recipe.batch(),
        recipe.replayBatch(),
        recipe.replaySteps(),
        recipe.optimizer(),
        rate,
        recipe.momentum(),
        recipe.weightDecay() * recipe.learningRate() / rate,
        recipe.seed(),
        recipe.memoryBytes(),
        recipe.parts());
  }

  /** A batch of noise around a pattern that depends on the class; two classes are a task. */
  static Batch batch(Features features, long number, int... labels) {
    Draws draws = new Draws(number, "test stream");
    Batch batch = new Batch(features, labels.length);
    for (int row = 0; row < labels.length; row++) {
      ByteBuffer bytes = ByteBuffer.allocate(features.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < features.size(); i++) {
        int value = (int) draws.below(100, row * 1000L + i) + (i % 7 == labels[row] % 7 ? 150 : 0);
        if (features.elementType() == ElementType.UINT8) {
          bytes.put((byte) value);
        } else {
          bytes.putFloat(value - 60f);
        }
      }
      batch.add(bytes.flip(), new Origin(number * 1000 + row, labels[row], labels[row] / 2));
    }
    return batch;
  }

  /** {@code count} labels below {@code classes}. */
  static int[] labels(long number, int count, int classes) {
    Draws draws = new Draws(number, "test labels");
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (int) draws.below(classes, i);
    }
    return labels;
  }

  /** Learns batches {@code from} to {@code to} of ten rows; a new class every fifth batch. */
  static List<Step> learn(Learner learner, Features features, int from, int to) {
    List<Step> steps = new ArrayList<>();
    for (int number = from; number < to; number++) {
      int[] labels = labels(number, 10, 2 + number / 5);
      steps.add(learner.observe(batch(features, number, labels)));
    }
    return steps;
  }

  /** What is saved of a learner that learns so many batches and is saved after each. */
  static Map<String, byte[]> savedEveryStep(Learner learner, Features features, int batches) {
    Map<String, byte[]> saved = new TreeMap<>();
    StateStore store = StateStore.of(saved);
    for (int number = 0; number < batches; number++) {
      learn(learner, features, number, number + 1);
      learner.save(store);
    }
    return saved;
  }

  /** What is saved of a learner that learns so many batches and is saved then. */
  static Map<String, byte[]> savedOnce(Learner learner, Features features, int batches) {
    Map<String, byte[]> saved = new TreeMap<>();
    learn(learner, features, 0, batches);
    learner.save(StateStore.of(saved));
    return saved;
  }

  /** Every tensor's bytes as text, so that models are compared bit for bit. */
  static Map<String, ByteBuffer> bits(Model model) {
    Map<String, ByteBuffer> bits = new TreeMap<>();
    model.tensors().forEach((name, values) -> bits.put(name, values.data().duplicate()));
    return bits;
  }
}
