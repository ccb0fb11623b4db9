package dev.perennial.learner.step;

import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The part of a saved learner that says what it is.
 *
 * @param origin recipe and features as text: a state is only ever continued under the same
 * @param classes rows of the output layer
 * @param version updates in all
 * @param optimizerSteps updates since the parameters were last initialized
 * @param periodSteps updates since the last boundary
 * @param retrainings how often they were initialized again
 */
public record Header(
    String origin,
    int classes,
    long version,
    long optimizerSteps,
    long periodSteps,
    long retrainings) {

  private static final String NAME = "learner";
  private static final byte FORMAT = 1;
  private static final int NUMBERS_BYTES = 1 + Integer.BYTES + 4 * Long.BYTES;

  /** The header of a learner whose updates count for nothing else. */
  public static Header of(String origin, int classes, long version) {
    return new Header(origin, classes, version, 0, 0, 0);
  }

  /** The header as bytes: the format's version, the numbers big-endian, the origin in UTF-8. */
  private byte[] toBytes() {
    byte[] text = origin.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(NUMBERS_BYTES + text.length)
        .put(FORMAT)
        .putInt(classes)
        .putLong(version)
        .putLong(optimizerSteps)
        .putLong(periodSteps)
        .putLong(retrainings)
        .put(text)
        .array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalStateException if the format is another
   */
  private static Header parse(byte[] bytes) {
    if (bytes.length < NUMBERS_BYTES || bytes[0] != FORMAT) {
      throw new IllegalStateException(
          "a saved learner of format %d is needed: %s"
              .formatted(FORMAT, bytes.length == 0 ? "empty" : "format " + bytes[0]));
    }
    ByteBuffer from = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int classes = from.getInt();
    long version = from.getLong();
    long optimizerSteps = from.getLong();
    long periodSteps = from.getLong();
    long retrainings = from.getLong();
    return new Header(
        StandardCharsets.UTF_8.decode(from).toString(),
        classes,
        version,
        optimizerSteps,
        periodSteps,
        retrainings);
  }

  /** Puts the header where {@link #restored} finds it. */
  public void save(StateStore store) {
    store.put(NAME, toBytes());
  }

  /**
   * The header of the learner in a store.
   *
   * @throws IllegalStateException if there is none, or it is of another format or origin
   */
  public static Header restored(StateStore store, String origin) {
    Header header =
        parse(
            store
                .get(NAME)
                .orElseThrow(() -> new IllegalStateException("the store holds no learner")));
    header.requireOrigin(origin);
    return header;
  }

  /**
   * Checks where the state comes from.
   *
   * @throws IllegalStateException if it is from elsewhere
   */
  private void requireOrigin(String expected) {
    if (!origin.equals(expected)) {
      throw new IllegalStateException(
          "the saved learner is another: %s; expected %s".formatted(origin, expected));
    }
  }
}
