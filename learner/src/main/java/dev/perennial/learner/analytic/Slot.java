package dev.perennial.learner.analytic;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.step.StateTensor;
import java.util.List;
import java.util.OptionalInt;

/**
 * A tensor that a feature map or a head keeps.
 *
 * @param name its path in a model; in a script, {@code {name}} stands for it
 * @param type FLOAT32, FLOAT64 or INT64
 * @param rows the length of the first dimension; empty where there is a row per class
 * @param row the lengths of the other dimensions; empty for a vector
 * @param fill writes what it first holds
 */
public record Slot(String name, DataType type, OptionalInt rows, List<Integer> row, Fill fill) {

  /** What a tensor first holds. */
  @FunctionalInterface
  public interface Fill {

    /** Leaves the zeros that are there. */
    Fill ZERO = (tensor, from, seed) -> {};

    /**
     * Writes first values.
     *
     * @param from the first element to write; those before stay
     */
    void write(StateTensor tensor, int from, long seed);
  }

  /** Copies the list. */
  public Slot {
    row = List.copyOf(row);
  }

  /** Zeros of that shape. */
  static Slot fixed(String name, DataType type, int rows, Integer... row) {
    return new Slot(name, type, OptionalInt.of(rows), List.of(row), Fill.ZERO);
  }

  /** Zeros with a row per class. */
  static Slot perClass(String name, DataType type, Integer... row) {
    return new Slot(name, type, OptionalInt.empty(), List.of(row), Fill.ZERO);
  }

  /** A network's parameter with its first values. */
  static Slot of(Parameter parameter) {
    return new Slot(
        parameter.name(),
        DataType.FLOAT32,
        parameter.rows(),
        parameter.row(),
        (tensor, from, seed) -> parameter.initialize(tensor.floats(), from, seed));
  }

  /** The same with other first values. */
  Slot filled(Fill other) {
    return new Slot(name, type, rows, row, other);
  }

  /** Bytes with that many classes. */
  long bytes(int classes) {
    long count = rows.orElse(classes);
    for (int length : row) {
      count *= length;
    }
    return count * type.getNumOfBytes();
  }

  /** The tensor with that many classes and its first values. */
  StateTensor open(NDManager manager, int classes, long seed) {
    StateTensor tensor = zeros(manager, classes);
    fill.write(tensor, 0, seed);
    return tensor;
  }

  /** The tensor with more classes: the rows it has, then first values; the smaller is closed. */
  StateTensor grown(NDManager manager, StateTensor smaller, int classes, long seed) {
    StateTensor larger = zeros(manager, classes);
    int present = smaller.view().capacity();
    larger.startWith(smaller);
    fill.write(larger, present / type.getNumOfBytes(), seed);
    smaller.close();
    return larger;
  }

  private StateTensor zeros(NDManager manager, int classes) {
    long[] shape = new long[1 + row.size()];
    shape[0] = rows.orElse(classes);
    for (int i = 0; i < row.size(); i++) {
      shape[i + 1] = row.get(i);
    }
    return new StateTensor(manager, name, type, shape);
  }
}
