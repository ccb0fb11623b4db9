package dev.perennial.learner.job;

import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.StateFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who learns in a job. Every checkpoint says it, so that a job that goes on with other settings
 * finds out what it cannot go on with before it reads an entry.
 *
 * @param learners what each one's state is the state of, by name
 */
public record Roster(Map<String, Identity> learners) {

  /** The name of the operator state that holds it, as one element. */
  public static final String STATE = "roster";

  private static final StateFormat FORMAT = new StateFormat("the saved roster", 1);

  /** Copies the map, names in order. */
  public Roster {
    learners = Collections.unmodifiableMap(new TreeMap<>(learners));
  }

  /**
   * The learners of a section {@code learners}.
   *
   * @throws dev.perennial.schemas.settings.InvalidSettingsException if a recipe is not usable
   */
  public static Roster of(Map<String, LearnerSettings> settings) {
    Map<String, Identity> learners = new TreeMap<>();
    settings.forEach((name, learner) -> learners.put(name, learner.identity()));
    return new Roster(learners);
  }

  /**
   * Why the state of these learners cannot go on as that of others: a sentence for each learner,
   * with what changed and what to do.
   *
   * @return empty if it can. It can where a learner is missing, which is then forgotten
   */
  public List<String> obstaclesTo(Roster now) {
    Set<String> readers =
        learners.values().stream()
            .map(identity -> String.valueOf(identity.keys().get("reader")))
            .collect(Collectors.toSet());
    List<String> obstacles = new ArrayList<>();
    now.learners.forEach(
        (name, identity) -> {
          Identity before = learners.get(name);
          String reader = String.valueOf(identity.keys().get("reader"));
          if (before != null && !before.equals(identity)) {
            obstacles.add(
                ("learners.%s cannot go on from its state: %s; set it back, or give the learner a"
                        + " new name and a reader of its own, with which it learns the log from its"
                        + " beginning")
                    .formatted(name, String.join(", ", before.changesTo(identity))));
          } else if (before == null && readers.contains(reader)) {
            obstacles.add(
                ("learners.%s is new, and its reader, %s, is past the beginning of the log; give it"
                        + " one of its own (reader: %s), with which it learns the log from its"
                        + " beginning")
                    .formatted(name, reader, name));
          }
        });
    return obstacles;
  }

  /** The names of these learners that others lack. */
  public Set<String> without(Roster now) {
    Set<String> missing = new TreeSet<>(learners.keySet());
    missing.removeAll(now.learners.keySet());
    return missing;
  }

  /** Format, how many; of each the name and the identity, each after its length in bytes. */
  byte[] toBytes() {
    List<byte[]> parts = new ArrayList<>();
    learners.forEach(
        (name, identity) -> {
          parts.add(name.getBytes(StandardCharsets.UTF_8));
          parts.add(identity.toBytes());
        });
    int sizeBytes =
        Integer.BYTES + parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
    return FORMAT.write(
        sizeBytes,
        bytes -> {
          bytes.putInt(learners.size());
          parts.forEach(part -> bytes.putInt(part.length).put(part));
        });
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalStateException if its format is another
   */
  public static Roster parse(byte[] saved) {
    ByteBuffer bytes = FORMAT.open(saved);
    Map<String, Identity> learners = new TreeMap<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      String name = new String(part(bytes), StandardCharsets.UTF_8);
      learners.put(name, Identity.parse(part(bytes)));
    }
    return new Roster(learners);
  }

  private static byte[] part(ByteBuffer bytes) {
    byte[] part = new byte[bytes.getInt()];
    bytes.get(part);
    return part;
  }
}
