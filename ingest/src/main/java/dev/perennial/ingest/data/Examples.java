package dev.perennial.ingest.data;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** Labelled examples in a fixed order. Immutable, so safe for any number of threads. */
public interface Examples {

  /** How many there are; may be 0. */
  int size();

  /**
   * The class of an example, as an index into the data set's class names.
   *
   * @throws IndexOutOfBoundsException unless {@code index} is in [0, size)
   */
  int label(int index);

  /**
   * The task of an example, as an index into the data set's task names; 0 where the data names no
   * tasks.
   *
   * @throws IndexOutOfBoundsException unless {@code index} is in [0, size)
   */
  default int task(int index) {
    return 0;
  }

  /** What the data call an example; empty where they do not. */
  default Optional<String> id(int index) {
    return Optional.empty();
  }

  /** When an example was observed; empty where the data do not say. */
  default Optional<Instant> time(int index) {
    return Optional.empty();
  }

  /**
   * The elements of an example: row-major, little-endian, from position 0 to the limit. A view
   * where possible, so it must not be written to.
   *
   * @throws IndexOutOfBoundsException unless {@code index} is in [0, size)
   */
  ByteBuffer features(int index);

  /** No examples at all. */
  static Examples none() {
    return new ByteExamples(0, new byte[0], new byte[0]);
  }
}
