package dev.perennial.learner.job;

import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.CommittedRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The results that stand committed on their topics, and that a fold which begins before them will
 * make again: the same bytes, because the log is the same. What is here is not written twice.
 *
 * <p>Some hundred bytes of heap a record. Owned by one thread.
 */
final class Committed {

  private static final Topic[] RESULTS = {
    Topic.PREDICTIONS, Topic.STEPS, Topic.SCORES, Topic.MODELS, Topic.REJECTS
  };

  private final Set<Fingerprint> records = new HashSet<>();

  /** The first half of a SHA-256. */
  private record Fingerprint(long high, long low) {}

  /** Nothing: of a fold that goes on exactly where its results end. */
  static Committed nothing() {
    return new Committed();
  }

  /**
   * Reads the topics of results to their ends, and waits for transactions that are still open.
   *
   * @param keys which records may come again, by their keys
   */
  static Committed read(KafkaSettings kafka, Predicate<String> keys) {
    Committed committed = new Committed();
    for (Topic topic : RESULTS) {
      try (CommittedRecords records = CommittedRecords.fromBeginning(topic.topicName(), kafka)) {
        records.forEachUntilSettled(
            found -> {
              byte[] key = found.key() == null ? new byte[0] : found.key();
              byte[] value = found.value() == null ? new byte[0] : found.value();
              if (keys.test(new String(key, StandardCharsets.UTF_8))) {
                committed.add(topic, key, value);
              }
            });
      }
    }
    return committed;
  }

  /** Notes a record that stands on a topic. */
  void add(Topic topic, byte[] key, byte[] value) {
    records.add(fingerprint(topic, key, value));
  }

  /** Whether a record stands there already; it is then forgotten, for it comes once. */
  boolean takes(Emission emission) {
    return !records.isEmpty()
        && records.remove(
            fingerprint(
                emission.topic, emission.key.getBytes(StandardCharsets.UTF_8), emission.value));
  }

  /** How many are left that have not come again. */
  int size() {
    return records.size();
  }

  private static Fingerprint fingerprint(Topic topic, byte[] key, byte[] value) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(topic.topicName().getBytes(StandardCharsets.UTF_8));
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(key.length).array());
      sha256.update(key);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest(value));
      return new Fingerprint(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
