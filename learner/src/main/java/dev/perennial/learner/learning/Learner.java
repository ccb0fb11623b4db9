package dev.perennial.learner.learning;

import java.util.OptionalInt;

/**
 * Something that learns from a stream, one batch after the other. The same calls in the same order
 * on the same recipe give the same bytes, on any machine of the same kind, whether or not the
 * learner was saved and restored in between.
 *
 * <p>Owned by one thread, which also opens and closes it. Native memory is flat: what a call
 * allocates, it frees.
 */
public interface Learner extends AutoCloseable {

  /**
   * Scores rows without learning them; changes nothing. Cannot see labels.
   *
   * @param inputs at least one row
   */
  Scores predict(Inputs inputs);

  /**
   * Makes exactly one incremental update, from 1 row to the recipe's batch size. A label beyond the
   * known classes makes the output layer grow first. A learner may take the rows one after the
   * other, in order: it then scores each with those before it learned, and only the first as {@link
   * #predict} would have.
   *
   * <p>A step that would poison the model is refused: where a row, the loss or the gradient is not
   * finite, or out of all proportion. Everything that is saved is then as it was, to the bit,
   * except that the output layer may have grown to the batch's classes, as {@link #expectClasses}
   * would have made it.
   *
   * @throws RefusedStepException if it is refused, with the reason
   */
  Step observe(Batch batch);

  /**
   * Learns from now on at that share of the recipe's rate; the share itself is not saved. By
   * default nothing happens: only a recipe's rate is shared.
   *
   * @param share in (0, 1]
   */
  default void slowDown(double share) {}

  /** Hears that a learning period ended. Task-free learners do nothing. */
  default void onBoundary(Boundary boundary) {}

  /**
   * Hears that the stream has at least that many classes (hold-out samples name them before
   * training ones do); the output layer grows to them. Idempotent; fewer than are known already
   * changes nothing.
   *
   * @param count at least 0
   */
  void expectClasses(int count);

  /**
   * What predicting a row costs where learning one, from the batch or from memory, costs 1; above
   * 0. It follows from what was learned and from nothing measured at run time: what is scored when
   * depends on it. By default a third: a step goes through the network forwards and, at twice the
   * cost, backwards.
   */
  default double predictionCost() {
    return 1.0 / 3;
  }

  /**
   * What a call of {@link #predict} costs beside its rows: as much as so many rows more; at least
   * 0. Otherwise as {@link #predictionCost}. By default 16, for the way into native code and back.
   */
  default int callCost() {
    return 16;
  }

  /** How many classes the output layer has. */
  int classes();

  /**
   * The most classes that it can have, for what it keeps of each row has room for so many; an
   * example of another is not given to it. By default whatever an int can say.
   */
  default int mostClasses() {
    return Integer.MAX_VALUE;
  }

  /**
   * What its replay memory holds; that of all of its parts, where it has several. Rows that are
   * kept for anything but replay do not count.
   */
  default Holdings memory() {
    return Holdings.NONE;
  }

  /**
   * Removes examples that it keeps: from replay memory, and from wherever else it keeps rows. What
   * it has learned of them stays in its parameters and sums. It goes on as a learner that has the
   * other rows only.
   *
   * @return how many rows were removed; empty if it keeps no examples
   */
  default OptionalInt forget(Forgetting forgotten) {
    return OptionalInt.empty();
  }

  /** Whether {@link #model} holds examples: rows as they came, not what was learned of them. */
  default boolean givesExamplesAway() {
    return false;
  }

  /**
   * How many updates made the model what it is; grows with each {@link #observe}. A model that was
   * {@linkplain #adopt adopted} counts on from the number it was given.
   */
  long version();

  /**
   * Writes everything the future depends on: parameters, optimizer state, memory, statistics,
   * counters. What has not changed since the last save to, or restore from, the same store is not
   * written again. No save happens without a change of the learner's own: calling it does not
   * influence what is learned.
   */
  void save(StateStore store);

  /**
   * Becomes the learner that was saved; called before anything else.
   *
   * @throws IllegalStateException if the store holds no learner, one of another recipe or of an
   *     unknown version, with a sentence that says which
   */
  void restore(StateStore store);

  /**
   * The model as named tensors: parameters, optimizer state and input statistics, without the
   * memory.
   */
  Model model();

  /**
   * Becomes a model that a learner of the same recipe and features gave away, with an empty memory;
   * called before anything is learned.
   *
   * @param version that it has from now on, at least 0
   * @throws IllegalStateException if it knows more classes than the model already
   * @throws IllegalArgumentException if a tensor is missing or of another size, with its name
   */
  void adopt(Model model, long version);

  /**
   * Takes over the examples that a saved learner of the same recipe and features keeps for replay,
   * and what it counted to decide which; called right after {@link #adopt}. By default nothing
   * happens: the memory stays empty.
   *
   * @param saved as {@link #save} wrote it
   */
  default void recall(StateStore saved) {}

  @Override
  void close();
}
