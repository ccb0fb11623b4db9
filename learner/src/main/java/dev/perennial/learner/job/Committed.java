package dev.perennial.learner.job;

import dev.perennial.schemas.Sha256;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.CommittedRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The results that stand committed on their topics, and that a fold which begins before them will
 * make again: the same bytes in the same order, because the log is the same. What is here is not
 * written twice. The first result of a fold that is not here shows that it has come to the end of
 * what it wrote on that topic, and what is left of it there is forgotten.
 *
 * <p>Some hundred bytes of heap a record. Owned by one thread.
 */
final class Committed {

  private static final Topic[] RESULTS = {
    Topic.PREDICTIONS, Topic.STEPS, Topic.SCORES, Topic.MODELS, Topic.AUDITS, Topic.REJECTS
  };

  private final Map<Place, Set<Fingerprint>> records = new HashMap<>();

  /** What one fold writes to one topic. */
  private record Place(Topic topic, String key) {}

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
              if (found.key() != null && found.value() != null) {
                String key = new String(found.key(), StandardCharsets.UTF_8);
                if (keys.test(key)) {
                  committed.add(topic, key, found.value());
                }
              }
            });
      }
    }
    return committed;
  }

  /** Notes a record that stands on a topic. */
  void add(Topic topic, String key, byte[] value) {
    records
        .computeIfAbsent(new Place(topic, key), place -> new HashSet<>())
        .add(fingerprint(value));
  }

  /** Whether a record stands there already; it is then forgotten, for it comes once. */
  boolean takes(Emission emission) {
    if (records.isEmpty()) {
      return false;
    }
    Place place = new Place(emission.topic, emission.key);
    Set<Fingerprint> standing = records.getOrDefault(place, Set.of());
    boolean stands = !standing.isEmpty() && standing.remove(fingerprint(emission.value));
    if (!stands || standing.isEmpty()) {
      records.remove(place);
    }
    return stands;
  }

  /** How many are left that have not come again. */
  int size() {
    return records.values().stream().mapToInt(Set::size).sum();
  }

  private static Fingerprint fingerprint(byte[] value) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(value));
    return new Fingerprint(digest.getLong(), digest.getLong());
  }
}
