package dev.perennial.cli.speed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is measured of a {@link Cell}. */
public enum Part {
  /** The products of matrices that a step cannot do without, through the same libtorch. */
  BOUND("the step's products of matrices, with bias and ReLU and nothing else"),
  /** A learner that is handed batch after batch. */
  STEP("the learner's step: rows into the batch, predict, learn, keep"),
  /** Two learners at once, as two slots of a task manager have them. */
  PAIR("two such learners at once, a thread each, both together"),
  /** The learner's Flink job, between a source and a sink in memory. */
  OPERATOR("the Flink job between a source and a sink in memory, with checkpoints"),
  /** The same job with two learners. */
  SLOTS("the same job with a learner in each of two slots of a task manager, both together"),
  /** Everything from a sample on its topic to a metric on its own. */
  PIPELINE(
      "from samples to metrics: broker, ingest, learner, evaluator and publisher in one process; where taskset is there, on two processors, one of them the learner's"),
  /** Bare PyTorch. */
  REFERENCE(
      "the same work by bare PyTorch, of the version that is installed, tensors in memory; its der++"
          + " replays two batches a step, ours one");

  private final String meaning;

  Part(String meaning) {
    this.meaning = meaning;
  }

  /** What it measures, in words. */
  public String meaning() {
    return meaning;
  }

  /** The part of that name, if there is one. */
  public static Optional<Part> named(String name) {
    return Arrays.stream(values()).filter(part -> part.toString().equals(name)).findFirst();
  }

  /** As an option's value: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
