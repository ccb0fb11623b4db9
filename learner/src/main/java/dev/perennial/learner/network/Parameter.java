package dev.perennial.learner.network;

import dev.perennial.learner.random.Draws;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalInt;

/**
 * A trainable tensor.
 *
 * @param name its path in a model, for example {@code layer-0.weight}
 * @param rows the length of the first dimension; empty where there is a row per class
 * @param row the lengths of the other dimensions; empty for a vector
 * @param fanIn how many inputs each output sums over, at least 1
 */
public record Parameter(String name, OptionalInt rows, List<Integer> row, int fanIn) {

  /** Copies the list and checks the fan-in. */
  public Parameter {
    row = List.copyOf(row);
    if (fanIn < 1) {
      throw new IllegalArgumentException("fanIn must be positive: " + fanIn);
    }
  }

  /** The shape with that many classes, outermost first. */
  public long[] shape(int classes) {
    long[] shape = new long[1 + row.size()];
    shape[0] = rows.orElse(classes);
    for (int i = 0; i < row.size(); i++) {
      shape[i + 1] = row.get(i);
    }
    return shape;
  }

  /**
   * Writes first values, uniform in +-1/sqrt(fanIn) (PyTorch's default for weights and biases of
   * dense and convolutional layers). A value depends on seed, name and place alone, so a class's
   * row is the same whenever the class appears.
   *
   * @param from the first element to write; those before stay
   */
  public void initialize(FloatBuffer values, int from, long seed) {
    Draws draws = new Draws(seed, "initialize " + name);
    double bound = 1 / Math.sqrt(fanIn);
    for (int i = from; i < values.limit(); i++) {
      values.put(i, (float) ((2 * draws.unit(i) - 1) * bound));
    }
  }
}
