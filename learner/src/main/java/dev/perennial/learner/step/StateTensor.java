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
 * A tensor that outlives a step. On the host it is native memory that programs change in place and
 * Java sees through {@link #view}, without a copy or a native call. On a device Java sees a copy:
 * whoever reads it asks for a {@link #download} first, whoever writes it for an {@link #upload}
 * afterwards; on the host neither does anything. Owned by one thread.
 */
public final class StateTensor implements AutoCloseable {

  private final String name;
  private final Residence residence;
  private final NDArray seen;
  private final NDArray array;
  private final ByteBuffer view;

  /** A tensor of zeros on the host. */
  public StateTensor(NDManager manager, String name, DataType type, long... shape) {
    this(Residence.host(manager), name, type, shape);
  }

  /** A tensor of zeros. */
  public StateTensor(Residence residence, String name, DataType type, long... shape) {
    this.name = name;
    this.residence = residence;
    this.seen = residence.host().zeros(new Shape(shape), type);
    this.array = residence.resident(seen);
    // libtorch gives no address for nothing.
    ByteBuffer bytes = seen.isEmpty() ? ByteBuffer.allocate(0) : seen.toByteBuffer(true);
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

  /** The type of an element. */
  public DataType type() {
    return seen.getDataType();
  }

  /** The lengths of the dimensions, outermost first. */
  public long[] shape() {
    return seen.getShape().getShape();
  }

  /**
   * The bytes, row-major, little-endian, position 0; always the same object. On a device as they
   * were at the last {@link #download} or have been written since.
   */
  public ByteBuffer view() {
    return view;
  }

  /** {@link #view} becomes what programs have made of the tensor. */
  public void download() {
    residence.download(array, seen);
  }

  /** The tensor becomes what {@link #view} is. */
  public void upload() {
    residence.upload(seen, array);
  }

  /** {@link #view} as numbers, for FLOAT32. */
  public FloatBuffer floats() {
    return view.asFloatBuffer();
  }

  /** A copy of the bytes, as programs have made them. */
  public byte[] bytes() {
    download();
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
    upload();
  }

  /** Begins with what a smaller one is; the rest stays. */
  public void startWith(StateTensor smaller) {
    smaller.download();
    view.put(0, smaller.view, 0, smaller.view.capacity());
    upload();
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
        switch (type()) {
          case FLOAT32 -> Model.Precision.FLOAT32;
          case FLOAT64 -> Model.Precision.FLOAT64;
          case INT64 -> Model.Precision.INT64;
          default -> throw new IllegalStateException(name + " is no model tensor: " + type());
        };
    List<Long> shape = Arrays.stream(shape()).boxed().toList();
    return new Model.Values(precision, shape, ByteBuffer.wrap(bytes()));
  }

  @Override
  public void close() {
    array.close();
    seen.close();
  }
}
