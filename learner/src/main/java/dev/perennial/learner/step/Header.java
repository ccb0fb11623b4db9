package dev.perennial.learner.step;

import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The part of a saved learner that says what it is.
 *
 * @param identity what a state must be of to go on
 * @param classes rows of the output layer
 * @param version updates in all
 * @param optimizerSteps updates since the parameters were last initialized
 * @param periodSteps updates since the last boundary
 * @param retrainings how often they were initialized again
 */
public record Header(
    Identity identity,
    int classes,
    long version,
    long optimizerSteps,
    long periodSteps,
    long retrainings) {

  private static final String NAME = "learner";

  /** 1 had the whole recipe as text, and was never released. */
  private static final StateFormat FORMAT = new StateFormat("the saved learner", 2);

  private static final int NUMBERS_BYTES = Integer.BYTES + 4 * Long.BYTES;

  /** The header of a learner whose updates count for nothing else. */
  public static Header of(Identity identity, int classes, long version) {
    return new Header(identity, classes, version, 0, 0, 0);
  }

  /** Puts the header where {@link #restored} finds it: the numbers, then the identity's lines. */
  public void save(StateStore store) {
    byte[] lines = identity.toBytes();
    store.put(
        NAME,
        FORMAT.write(
            NUMBERS_BYTES + lines.length,
            bytes ->
                bytes
                    .putInt(classes)
                    .putLong(version)
                    .putLong(optimizerSteps)
                    .putLong(periodSteps)
                    .putLong(retrainings)
                    .put(lines)));
  }

  /**
   * The header of the learner in a store.
   *
   * @param identity of the learner that is to go on
   * @throws IllegalStateException if there is none, its format is another, or its identity is, with
   *     the keys that changed
   */
  public static Header restored(StateStore store, Identity identity) {
    Header header =
        read(
            FORMAT.open(
                store
                    .get(NAME)
                    .orElseThrow(() -> new IllegalStateException("the store holds no learner"))));
    List<String> changes = header.identity.changesTo(identity);
    if (!changes.isEmpty()) {
      throw new IllegalStateException(
          "the saved learner is another: " + String.join("; ", changes));
    }
    return header;
  }

  private static Header read(ByteBuffer from) {
    int classes = from.getInt();
    long version = from.getLong();
    long optimizerSteps = from.getLong();
    long periodSteps = from.getLong();
    long retrainings = from.getLong();
    byte[] lines = new byte[from.remaining()];
    from.get(lines);
    return new Header(
        Identity.parse(lines), classes, version, optimizerSteps, periodSteps, retrainings);
  }
}
