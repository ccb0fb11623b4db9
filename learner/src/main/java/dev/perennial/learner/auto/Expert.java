package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of several learners, by a name that prefixes all it saves and gives away. One whose loss is
 * not finite begins anew: the others go on meanwhile. Owned by one thread.
 */
final class Expert implements AutoCloseable {

  /** How much of an opinion is spread over all classes, so that no row costs much. */
  private static final double CAUTION = 0.01;

  private final String prefix;
  private final Supplier<Learner> newborn;
  private Learner learner;
  private int memorySize;
  private @Nullable StateStore part;

  /**
   * An expert that has learned nothing.
   *
   * @param name no two experts share it
   * @param newborn opens the learner, at version 0
   */
  Expert(String name, Supplier<Learner> newborn) {
    this.prefix = name + "/";
    this.newborn = newborn;
    this.learner = newborn.get();
  }

  /** What it says about rows. */
  Scores predict(Inputs inputs) {
    return learner.predict(inputs);
  }

  /** What it did with a batch; empty if it began anew instead. */
  Optional<Step> observe(Batch batch) {
    try {
      Step step = learner.observe(batch);
      memorySize = step.memorySize();
      return Optional.of(step);
    } catch (ArithmeticException notFinite) {
      int classes = learner.classes();
      learner.close();
      learner = newborn.get();
      learner.expectClasses(classes);
      memorySize = 0;
      return Optional.empty();
    }
  }

  /** The learner itself. */
  Learner learner() {
    return learner;
  }

  /**
   * What an expert says about a row as logarithms of probabilities, in nats, all finite.
   *
   * @param classes how many to speak of, at least 1; of those it does not know, and where its
   *     scores are no numbers, it says that all are alike
   */
  static double[] opinion(Scores scores, int row, int classes) {
    double[] opinion = new double[classes];
    for (int label = 0; label < classes; label++) {
      double probability = label < scores.classes() ? scores.probability(row, label) : 0;
      opinion[label] =
          Math.log(
              CAUTION / classes
                  + (1 - CAUTION) * (Double.isNaN(probability) ? 1.0 / classes : probability));
    }
    return opinion;
  }

  /** How many rows its memory holds. */
  int memorySize() {
    return memorySize;
  }

  /** Lets it save to that store from now on, under the prefix. */
  void savesTo(StateStore store) {
    part = store.within(prefix);
  }

  /** Saves the learner to the store it was told last. */
  void save() {
    learner.save(Objects.requireNonNull(part, "savesTo comes first"));
  }

  /** Becomes what was saved under the prefix, with that many rows in memory; saves there. */
  void restore(StateStore store, int savedMemorySize) {
    savesTo(store);
    learner.restore(Objects.requireNonNull(part));
    memorySize = savedMemorySize;
  }

  /** Adds the learner's tensors under the prefix. */
  void give(Map<String, Model.Values> tensors) {
    learner.model().tensors().forEach((name, values) -> tensors.put(prefix + name, values));
  }

  /** Becomes the learner whose tensors have the prefix. */
  void adopt(Model model) {
    learner.adopt(model.within(prefix));
  }

  @Override
  public void close() {
    learner.close();
  }
}
