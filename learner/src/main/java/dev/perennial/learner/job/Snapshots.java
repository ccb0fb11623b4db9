package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import java.util.Map;

/** Where models are written. */
interface Snapshots {

  /**
   * Writes a model under a name made of the key and the version; the same arguments give the same
   * bytes at the same place.
   *
   * @param metadata goes into the file's header
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  File write(LearnerKey key, long version, Model model, Map<String, String> metadata);

  /**
   * Reads a model that {@link #write} wrote.
   *
   * @param sha256 of the file
   * @throws IllegalArgumentException if it is not there, cannot be read or is not what was written,
   *     with a sentence that says so
   */
  default Model read(LearnerKey key, long version, String sha256) {
    throw new IllegalArgumentException("snapshots are not kept here");
  }

  /**
   * A written snapshot.
   *
   * @param uri where it is; empty if it is not kept
   * @param sha256 of the whole file, 64 lower-case hexadecimal digits
   * @param sizeBytes its length
   */
  record File(String uri, String sha256, long sizeBytes) {}
}
