package dev.perennial.evaluator.board;

import java.util.Comparator;

/**
 * One learner of one stream.
 *
 * @param stream the stream's name
 * @param learner the learner's name
 */
public record LearnerKey(String stream, String learner) implements Comparable<LearnerKey> {

  private static final Comparator<LearnerKey> BY_NAME =
      Comparator.comparing(LearnerKey::stream).thenComparing(LearnerKey::learner);

  /** The key of its records on Kafka: {@code stream/learner}. */
  public String text() {
    return stream + "/" + learner;
  }

  @Override
  public int compareTo(LearnerKey other) {
    return BY_NAME.compare(this, other);
  }
}
