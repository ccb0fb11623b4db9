package dev.perennial.learner.online;

import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What an {@link IncrementalLearner} learns with: one row at a time. Rows are finite numbers, as
 * many as the features have elements. Owned by one thread.
 */
interface RowModel {

  /** As {@link dev.perennial.learner.learning.Learner#predictionCost}. */
  double predictionCost();

  /**
   * The probability of each class for a row; changes nothing that {@link #save} writes.
   *
   * @param probabilities where they go, one per known class; each in [0, 1], together 1
   */
  void consider(float[] row, double[] probabilities);

  /** Learns the row that was considered last, of a known class. */
  void learn(float[] row, Origin origin);

  /** As {@link dev.perennial.learner.learning.Learner#forget}; by default no rows are kept. */
  default OptionalInt forget(Forgetting forgotten) {
    return OptionalInt.empty();
  }

  /** As {@link dev.perennial.learner.learning.Learner#givesExamplesAway}. */
  default boolean givesExamplesAway() {
    return false;
  }

  /** The largest element, without its sign, that it can sum up; learns nothing larger. */
  default float largest() {
    return Float.MAX_VALUE;
  }

  /** Hears that there are that many classes, at least as many as before. */
  void expectClasses(int count);

  /** How many rows it keeps. */
  int rowsKept();

  /** Writes what changed since the last call. */
  void save(StateStore store);

  /** Makes the next {@link #save} write everything. */
  void saveAll();

  /**
   * Becomes what was saved.
   *
   * @throws IllegalStateException if something is missing, or of another format
   */
  void restore(StateStore store);

  /** How many bytes {@link #encode} puts. */
  int sizeBytes();

  /** Puts the whole model. */
  void encode(ByteBuffer to);

  /**
   * Becomes what {@link #encode} put.
   *
   * @throws java.nio.BufferUnderflowException if there is less
   */
  void decode(ByteBuffer from);
}
