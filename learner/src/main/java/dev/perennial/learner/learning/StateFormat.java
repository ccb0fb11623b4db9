package dev.perennial.learner.learning;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The version of something kept: its first byte. A change of what the bytes mean is a new number
 * and a reader for the old one.
 *
 * @param what is kept, for the refusal: a noun with its article
 * @param number of the format, from 1 to 127
 */
public record StateFormat(String what, int number) {

  /** Checks the range. */
  public StateFormat {
    if (number < 1 || number > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("number must be in [1, 127]: " + number);
    }
  }

  /**
   * The format, then the {@code sizeBytes} bytes that {@code body} puts.
   *
   * @throws IllegalStateException if it puts fewer
   */
  public byte[] write(int sizeBytes, Consumer<ByteBuffer> body) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + sizeBytes).put((byte) number);
    body.accept(bytes);
    if (bytes.hasRemaining()) {
      throw new IllegalStateException(
          "%s lacks %d of %d bytes".formatted(what, bytes.remaining(), sizeBytes));
    }
    return bytes.array();
  }

  /**
   * What stands after the format, which is this one; its position 0 is the format.
   *
   * @throws IllegalStateException if the format is another, or there is none
   */
  public ByteBuffer open(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalStateException("%s is empty".formatted(what));
    }
    if (bytes[0] != number) {
      throw new IllegalStateException(
          "%s has format %d, this version reads format %d".formatted(what, bytes[0], number));
    }
    return ByteBuffer.wrap(bytes).position(1);
  }
}
