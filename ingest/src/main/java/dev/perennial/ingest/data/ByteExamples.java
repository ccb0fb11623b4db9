package dev.perennial.ingest.data;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Examples of unsigned bytes, end to end in one array: an image costs its pixels and one byte. */
final class ByteExamples implements Examples {

  private final int sizeBytes;
  private final byte[] elements;
  private final byte[] labels;

  /**
   * Examples over arrays that nobody writes to any more.
   *
   * @param sizeBytes the bytes of one example
   * @param elements {@code sizeBytes} for each label
   * @param labels unsigned
   */
  ByteExamples(int sizeBytes, byte[] elements, byte[] labels) {
    if (elements.length != (long) sizeBytes * labels.length) {
      throw new IllegalArgumentException(
          "%d examples of %d bytes cannot have %d bytes"
              .formatted(labels.length, sizeBytes, elements.length));
    }
    this.sizeBytes = sizeBytes;
    this.elements = elements;
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index] & 0xff;
  }

  @Override
  public ByteBuffer features(int index) {
    Objects.checkIndex(index, labels.length);
    return ByteBuffer.wrap(elements, index * sizeBytes, sizeBytes).slice();
  }
}
