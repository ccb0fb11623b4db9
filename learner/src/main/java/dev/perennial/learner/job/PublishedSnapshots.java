package dev.perennial.learner.job;

import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which snapshots a fold has written, so that what a command can go back to depends on the log and
 * not on which files there are: a replay finds those of what it has read, though those of the time
 * after may be there already. Written as snapshots are, some hundred bytes each, and never
 * forgotten. Owned by one thread.
 *
 * @param store where they are kept
 */
record PublishedSnapshots(StateStore store) {

  private static final StateFormat FORMAT = new StateFormat("a published snapshot", 1);

  /**
   * A snapshot.
   *
   * @param version of its model
   * @param sequence the place in the log up to which the model had learned
   * @param sha256 of its file
   */
  record Published(long version, long sequence, String sha256) {}

  /** Notes a snapshot; of several of one version the last one stands. */
  void add(Published snapshot) {
    byte[] digest = snapshot.sha256().getBytes(StandardCharsets.US_ASCII);
    byte[] bytes =
        FORMAT.write(
            2 * Long.BYTES + digest.length,
            to -> to.putLong(snapshot.version()).putLong(snapshot.sequence()).put(digest));
    store.put(name(snapshot.version()), bytes);
    store.put(name(snapshot.sha256()), bytes);
  }

  /** The snapshot of a version. */
  Optional<Published> ofVersion(long version) {
    return read(name(version));
  }

  /** The snapshot with that digest. */
  Optional<Published> ofSha256(String sha256) {
    return read(name(sha256));
  }

  private Optional<Published> read(String name) {
    return store
        .get(name)
        .map(
            saved -> {
              ByteBuffer bytes = FORMAT.open(saved);
              long version = bytes.getLong();
              long sequence = bytes.getLong();
              byte[] digest = new byte[bytes.remaining()];
              bytes.get(digest);
              return new Published(
                  version, sequence, new String(digest, StandardCharsets.US_ASCII));
            });
  }

  private static String name(long version) {
    return "version-" + version;
  }

  private static String name(String sha256) {
    return "sha256-" + sha256;
  }
}
