package dev.perennial.ingest.topology;

import java.util.Optional;

/**
 * What is kept of a stream, beside its names.
 *
 * @param sequence the next entry's place in the log
 * @param classes how many classes there are
 * @param tasks how many tasks there are
 * @param format of its first sample; empty before
 */
record StreamState(long sequence, int classes, int tasks, Optional<Format> format) {

  /** A stream that nothing has been accepted of. */
  static final StreamState EMPTY = new StreamState(0, 0, 0, Optional.empty());
}
