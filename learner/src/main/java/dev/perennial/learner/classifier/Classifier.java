package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.network.Statistic;
import java.util.List;
import java.util.Optional;

/**
 * What turns a network's features into scores. The trained part, its logits, is what losses see; an
 * {@link Answer} may answer in its place. Immutable.
 */
public interface Classifier {

  /**
   * The trained tensors; the first has a row of {@code width} numbers per class.
   *
   * @param name what the network calls its output layer
   * @param width features a row
   */
  List<Parameter> parameters(String name, int width);

  /**
   * The logits: the body of {@code logits(self, features: Tensor, own: List[Tensor]) -> Tensor},
   * from rows x width to rows x classes, differentiable.
   */
  String logits();

  /** Whether the logits are a dense layer's, weight and bias; by default not. */
  default boolean isDense() {
    return false;
  }

  /** What answers in the place of the logits; by default nothing. */
  default Optional<Answer> answer() {
    return Optional.empty();
  }

  /** Scores that are not trained with the network. */
  interface Answer {

    /** What it keeps up to date; by default nothing. */
    default List<Statistic> statistics(int width) {
      return List.of();
    }

    /**
     * Brings {@link #statistics} up to date after a step: the body of {@code (features, labels,
     * replay_features, replay_labels, kept: List[Tensor]) -> int}, with detached tensors. Only
     * asked where there are statistics.
     */
    default String track() {
      return "return 0\n";
    }

    /**
     * Works out what is too costly for every step: the body of {@code renew(self, kept:
     * List[Tensor]) -> int}, run at boundaries and where {@link #track} calls {@code
     * self.renew(kept)}. {@code self.remembered(self.answering())} gives memory's rows as features,
     * {@code self.remembered_labels()} their classes; in {@link #track} both are memory as it was
     * before the step. Only asked where there are statistics.
     */
    default String renew() {
      return "return 0\n";
    }

    /**
     * What is worked out once for many rows: the body of {@code prepare(self, parameters:
     * List[Tensor], kept: List[Tensor]) -> List[Tensor]}. {@code self.remembered(parameters)} gives
     * memory's rows as features, {@code self.remembered_labels()} their classes, {@code
     * self.classes()} the number of classes.
     */
    String prepare();

    /**
     * The scores: the body of {@code answer(self, features: Tensor, logits: Tensor, prepared:
     * List[Tensor]) -> Tensor}, rows x classes.
     */
    String answer();

    /** Whether memory's rows are needed; by default not. */
    default boolean needsMemory() {
      return false;
    }
  }
}
