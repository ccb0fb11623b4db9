package dev.perennial.ingest.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Examples of FLOAT32, end to end in one array. */
final class FloatExamples implements Examples {

  private final int elements;
  private final float[] values;
  private final int[] labels;

  /**
   * Examples over arrays that nobody writes to any more.
   *
   * @param elements how many an example has
   * @param values {@code elements} for each label
   */
  FloatExamples(int elements, float[] values, int[] labels) {
    if (values.length != (long) elements * labels.length) {
      throw new IllegalArgumentException(
          "%d examples of %d elements cannot have %d values"
              .formatted(labels.length, elements, values.length));
    }
    this.elements = elements;
    this.values = values;
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public ByteBuffer features(int index) {
    Objects.checkIndex(index, labels.length);
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, index * elements, elements);
    return bytes;
  }
}
