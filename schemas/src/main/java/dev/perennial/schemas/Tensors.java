package dev.perennial.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and checks {@link Tensor} records. All methods are pure and thread-safe. */
public final class Tensors {

  /** The most dimensions a tensor may have on a topic: shapes are kept in state. */
  public static final int MOST_DIMENSIONS = 8;

  private Tensors() {}

  /**
   * A tensor of unsigned bytes.
   *
   * @param shape the length of each dimension, outermost first
   * @param elements one byte an element, row-major; not copied
   * @throws IllegalArgumentException if the shape and the number of elements disagree
   */
  public static Tensor uint8(List<Integer> shape, byte[] elements) {
    return checked(new Tensor(List.copyOf(shape), ElementType.UINT8, ByteBuffer.wrap(elements)));
  }

  /**
   * A tensor of single-precision numbers.
   *
   * @param shape the length of each dimension, outermost first
   * @param elements row-major; copied
   * @throws IllegalArgumentException if the shape and the number of elements disagree, or one is
   *     not finite
   */
  public static Tensor float32(List<Integer> shape, float... elements) {
    ByteBuffer data =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(elements);
    return checked(new Tensor(List.copyOf(shape), ElementType.FLOAT32, data));
  }

  /** The bytes of one element: 1 or 4. */
  public static int sizeOf(ElementType type) {
    return switch (type) {
      case UINT8 -> 1;
      case FLOAT32 -> Float.BYTES;
    };
  }

  /**
   * The number of elements of a shape; 1 for a scalar.
   *
   * @throws IllegalArgumentException if a length is below 1 or the product exceeds {@link
   *     Integer#MAX_VALUE}
   */
  public static int count(List<Integer> shape) {
    long count = 1;
    for (int length : shape) {
      if (length < 1) {
        throw new IllegalArgumentException("every length of a shape must be at least 1: " + shape);
      }
      count *= length;
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("a tensor has at most 2^31 - 1 elements: " + shape);
      }
    }
    return (int) count;
  }

  /** The elements as an array, for UINT8 in [0, 255]. */
  public static float[] toFloats(Tensor tensor) {
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] elements = new float[data.remaining() / sizeOf(tensor.getElementType())];
    if (tensor.getElementType() == ElementType.FLOAT32) {
      data.asFloatBuffer().get(elements);
    } else {
      for (int i = 0; i < elements.length; i++) {
        elements[i] = data.get(data.position() + i) & 0xff;
      }
    }
    return elements;
  }

  /**
   * The first rule the tensor breaks, or empty for a well-formed one. Linear in its elements;
   * allocates nothing.
   */
  public static Optional<TensorFault> faultOf(Tensor tensor) {
    long elements = 1;
    for (int length : tensor.getShape()) {
      if (length < 1) {
        return Optional.of(
            new TensorFault(
                "wrong-shape", "every length of a shape must be at least 1: " + tensor.getShape()));
      }
      elements *= length;
      if (elements > Integer.MAX_VALUE) {
        return Optional.of(
            new TensorFault(
                "wrong-shape", "a tensor has at most 2^31 - 1 elements: " + tensor.getShape()));
      }
    }
    ByteBuffer data = tensor.getData();
    long expected = elements * sizeOf(tensor.getElementType());
    if (data.remaining() != expected) {
      return Optional.of(
          new TensorFault(
              "wrong-length",
              "shape %s of %s needs %d bytes: %d"
                  .formatted(
                      tensor.getShape(), tensor.getElementType(), expected, data.remaining())));
    }
    return tensor.getElementType() == ElementType.FLOAT32 ? notFinite(data) : Optional.empty();
  }

  private static Optional<TensorFault> notFinite(ByteBuffer data) {
    for (int at = data.position(); at < data.limit(); at += Float.BYTES) {
      float value = Float.intBitsToFloat(littleEndian(data, at));
      if (!Float.isFinite(value)) {
        return Optional.of(
            new TensorFault(
                "not-finite",
                "every feature must be finite: element %d is %s"
                    .formatted((at - data.position()) / Float.BYTES, value)));
      }
    }
    return Optional.empty();
  }

  private static int littleEndian(ByteBuffer data, int at) {
    int bits = data.getInt(at);
    return data.order() == ByteOrder.LITTLE_ENDIAN ? bits : Integer.reverseBytes(bits);
  }

  private static Tensor checked(Tensor tensor) {
    faultOf(tensor)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.detail());
            });
    return tensor;
  }

  /** The shape {@code lengths} as the list a {@link Tensor} carries. */
  public static List<Integer> shape(int... lengths) {
    List<Integer> shape = new ArrayList<>(lengths.length);
    for (int length : lengths) {
      shape.add(length);
    }
    return List.copyOf(shape);
  }
}
