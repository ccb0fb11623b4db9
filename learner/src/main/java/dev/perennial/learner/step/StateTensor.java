package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor that outlives a step: native memory that programs change in place and Java sees through
 * {@link #view}, without a copy or a native call. Owned by one thread.
 */
public final class StateTensor implements AutoCloseable {

  private final String name;
  private final NDArray array;
  private final ByteBuffer view;

  /** A tensor of zeros on the manager's device, which is the CPU. */
  public StateTensor(NDManager manager, String name, DataType type, long... shape) {
    this.name = name;
    this.array = manager.zeros(new Shape(shape), type);
    // libtorch gives no address for nothing.
    ByteBuffer bytes = array.isEmpty() ? ByteBuffer.allocate(0) : array.toByteBuffer(true);
    this.view = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The path that names it in a model. */
  public String name() {
    return name;
  }

  /** The tensor for programs; closed with this. */
  public NDArray array() {
    return array;
  }

  /** The tensor's own bytes, row-major, little-endian, position 0; always the same object. */
  public ByteBuffer view() {
    return view;
  }

  /** {@link #view} as numbers, for FLOAT32. */
  public FloatBuffer floats() {
    return view.asFloatBuffer();
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[view.capacity()];
    view.get(0, bytes);
    return bytes;
  }

  /**
   * Becomes these values.
   *
   * @throws IllegalArgumentException if they are not exactly as many bytes
   */
  public void set(byte[] bytes) {
    if (bytes.length != view.capacity()) {
      throw new IllegalArgumentException(
          "%s has %d bytes: %d".formatted(name, view.capacity(), bytes.length));
    }
    view.put(0, bytes);
  }

  /** Becomes these values; see {@link #set(byte[])}. */
  public void set(Model.Values values) {
    ByteBuffer data = values.data();
    byte[] bytes = new byte[data.remaining()];
    data.get(data.position(), bytes);
    set(bytes);
  }

  /** Becomes zero. */
  public void clear() {
    set(new byte[view.capacity()]);
  }

  /** A copy of the values. */
  public Model.Values values() {
    Model.Precision precision =
        switch (array.getDataType()) {
          case FLOAT32 -> Model.Precision.FLOAT32;
          case FLOAT64 -> Model.Precision.FLOAT64;
          case INT64 -> Model.Precision.INT64;
          default ->
              throw new IllegalStateException(name + " is no model tensor: " + array.getDataType());
        };
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new Model.Values(precision, shape, ByteBuffer.wrap(bytes()));
  }

  @Override
  public void close() {
    array.close();
  }
}
