package dev.perennial.ingest.data;

import java.io.IOException;

/** Data whose examples can be read one after the other, without holding all of them. Immutable. */
public interface RowSource {

  /** Whether it can be opened more than once. */
  boolean canBeReadAgain();

  /**
   * Begins to read; the caller closes what is returned.
   *
   * @throws IOException if the data cannot be read or are not in their format
   */
  ExampleReader open() throws IOException;
}
