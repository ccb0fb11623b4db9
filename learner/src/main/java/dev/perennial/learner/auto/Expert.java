package dev.perennial.learner.auto;

import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Refusal;
import dev.perennial.learner.learning.RefusedStepException;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.learning.Step;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of several learners, by a name that prefixes all it saves and gives away. One that refuses
 * {@link #PATIENCE} batches on end that would poison it begins anew: the others go on meanwhile.
 * Fewer may be the fault of the rows, and rows that are {@linkplain Refusal#isOfRows at fault
 * alone} do not count. Owned by one thread.
 */
final class Expert implements AutoCloseable {

  /** How much of an opinion is spread over all classes, so that no row costs much. */
  private static final double CAUTION = 0.01;

  private static final int PATIENCE = 3;

  private final String prefix;
  private final Supplier<Learner> newborn;
  private Learner learner;
  private int memorySize;
  private int refused;
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

  /** What it did with a batch; empty if it refused it. */
  Optional<Step> observe(Batch batch) {
    try {
      Step step = learner.observe(batch);
      memorySize = step.memorySize();
      refused = 0;
      return Optional.of(step);
    } catch (RefusedStepException poison) {
      refused += poison.refusal().isOfRows() ? 0 : 1;
      if (refused == PATIENCE) {
        beginAnew();
      }
      return Optional.empty();
    }
  }

  private void beginAnew() {
    int classes = learner.classes();
    learner.close();
    learner = newborn.get();
    learner.expectClasses(classes);
    memorySize = 0;
    refused = 0;
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
    double[] known = scores.classes() == 0 ? opinion : scores.probabilities(row);
    for (int label = 0; label < classes; label++) {
      double probability = label < known.length ? known[label] : 0;
      opinion[label] =
          Math.log(
              CAUTION / classes
                  + (1 - CAUTION) * (Double.isNaN(probability) ? 1.0 / classes : probability));
    }
    return opinion;
  }

  /** How many batches on end it has refused. */
  int refused() {
    return refused;
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

  /**
   * Becomes what was saved under the prefix, with that many rows in memory and batches refused;
   * saves there.
   */
  void restore(StateStore store, int savedMemorySize, int savedRefused) {
    savesTo(store);
    learner.restore(Objects.requireNonNull(part));
    memorySize = savedMemorySize;
    refused = savedRefused;
  }

  /** Adds the learner's tensors under the prefix. */
  void give(Map<String, Model.Values> tensors) {
    learner.model().tensors().forEach((name, values) -> tensors.put(prefix + name, values));
  }

  /** Becomes the learner whose tensors have the prefix. */
  void adopt(Model model) {
    learner.adopt(model.within(prefix), 0);
  }

  /** Takes over the examples that were saved under the prefix; that many rows in memory. */
  void recall(StateStore store, int savedMemorySize) {
    learner.recall(store.within(prefix));
    memorySize = savedMemorySize;
  }

  /** As {@link Learner#forget}. */
  int forget(Forgetting forgotten) {
    int removed = learner.forget(forgotten).orElse(0);
    memorySize -= removed;
    return removed;
  }

  @Override
  public void close() {
    learner.close();
  }
}
