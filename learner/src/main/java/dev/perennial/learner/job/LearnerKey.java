package dev.perennial.learner.job;

/**
 * Which model: one stream as learned by one learner.
 *
 * @param stream the stream's name; may contain slashes
 * @param learner the learner's name; contains none
 */
record LearnerKey(String stream, String learner) {

  LearnerKey {
    if (learner.isEmpty() || learner.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "a learner's name must not be empty nor contain '/': \"" + learner + '"');
    }
  }

  /** {@code stream/learner}: the key of Flink's state and of every record that comes out. */
  String text() {
    return stream + '/' + learner;
  }

  /** The key that {@link #text} wrote. */
  static LearnerKey parse(String text) {
    int slash = text.lastIndexOf('/');
    return new LearnerKey(text.substring(0, slash), text.substring(slash + 1));
  }
}
