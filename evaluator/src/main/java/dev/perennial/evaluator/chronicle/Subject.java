package dev.perennial.evaluator.chronicle;

import java.util.Comparator;
import java.util.OptionalInt;

/**
 * What a curve shows.
 *
 * @param name a metric's name, or {@link #LOSS}, {@link #LEARNING_RATE} or {@link #MEMORY_SIZE}
 * @param task the index of the task it is about; empty where it is about all of them
 */
public record Subject(String name, OptionalInt task) implements Comparable<Subject> {

  /** The loss that steps minimize, in nats. */
  public static final String LOSS = "loss";

  /** The learning rate of steps. */
  public static final String LEARNING_RATE = "learning-rate";

  /** How many examples the memory holds after a step. */
  public static final String MEMORY_SIZE = "memory-size";

  private static final Comparator<Subject> BY_NAME =
      Comparator.comparing(Subject::name).thenComparingInt(subject -> subject.task().orElse(-1));

  /** One that is about no task alone. */
  static Subject of(String name) {
    return new Subject(name, OptionalInt.empty());
  }

  @Override
  public int compareTo(Subject other) {
    return BY_NAME.compare(this, other);
  }
}
