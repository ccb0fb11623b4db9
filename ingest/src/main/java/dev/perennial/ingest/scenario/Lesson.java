package dev.perennial.ingest.scenario;

import dev.perennial.schemas.random.CounterRandom;
import java.util.Arrays;

/**
 * A stretch of the stream in which one task is published. Immutable; its arrays are shared and
 * never written to.
 */
final class Lesson {

  private final String task;
  private final int[] training;
  private final int[] holdout;
  private final View view;

  /**
   * A lesson.
   *
   * @param task the task's name; two lessons may be of the same task
   * @param training the training examples, ascending
   * @param holdout the hold-out examples, ascending; empty in all lessons of a task but the first
   * @param view what the task does to the features
   */
  Lesson(String task, int[] training, int[] holdout, View view) {
    this.task = task;
    this.training = training;
    this.holdout = holdout;
    this.view = view;
  }

  String task() {
    return task;
  }

  int trainingSize() {
    return training.length;
  }

  int holdoutSize() {
    return holdout.length;
  }

  int holdout(int place) {
    return holdout[place];
  }

  View view() {
    return view;
  }

  /** The training examples in file order. The caller must not write to them. */
  int[] inFileOrder() {
    return training;
  }

  /** The training examples in an order of that randomness. */
  int[] shuffled(CounterRandom random) {
    int[] order = training.clone();
    random.shuffle(order);
    return order;
  }

  /** The same lesson with other training examples. */
  Lesson withTraining(int[] examples) {
    return new Lesson(task, examples, holdout, view);
  }

  /**
   * The same lesson with at most {@code most} of its training examples: a random choice, each as
   * likely as any other.
   */
  Lesson limitedTo(int most, CounterRandom random) {
    if (training.length <= most) {
      return this;
    }
    int[] chosen = Arrays.copyOf(shuffled(random), most);
    Arrays.sort(chosen);
    return withTraining(chosen);
  }
}
