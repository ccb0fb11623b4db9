package dev.perennial.learner.learning;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model as named tensors, by path, in the order of their names.
 *
 * @param tensors parameters such as {@code layer-0.weight}, optimizer state such as {@code
 *     layer-0.weight.momentum}
 */
public record Model(Map<String, Values> tensors) {

  /** Copies and orders the map. */
  public Model {
    tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none, with the name
   */
  public Values tensor(String name) {
    Values values = tensors.get(name);
    if (values == null) {
      throw new IllegalArgumentException("the model lacks " + name);
    }
    return values;
  }

  /** The tensors whose names begin with {@code prefix}, under names without it. */
  public Model within(String prefix) {
    Map<String, Values> part = new TreeMap<>();
    tensors.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), values);
          }
        });
    return new Model(part);
  }

  /**
   * Checks that a learner can become a model.
   *
   * @param known the learner's classes
   * @param count the model's
   * @throws IllegalStateException if the learner knows more
   */
  public static void requireClasses(int known, int count) {
    if (count < known) {
      throw new IllegalStateException(
          "a learner of %d classes cannot become a model of %d".formatted(known, count));
    }
  }

  /** The type of a model tensor's elements. */
  public enum Precision {
    /** IEEE 754 single precision. */
    FLOAT32,
    /** IEEE 754 double precision. */
    FLOAT64,
    /** Signed 64-bit integers. */
    INT64
  }

  /**
   * One tensor.
   *
   * @param precision the type of every element
   * @param shape outermost first; empty for a scalar
   * @param data row-major, little-endian, read-only
   */
  public record Values(Precision precision, List<Long> shape, ByteBuffer data) {

    /** Copies the shape and makes the data read-only. */
    public Values {
      shape = List.copyOf(shape);
      data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
