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
