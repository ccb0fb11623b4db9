package dev.perennial.ingest.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads a file of rows from its beginning to its end, a row at a time. Owned by one thread. */
interface RowReader extends Closeable {

  /** The columns, in the order of a row's values. */
  List<Field> fields();

  /**
   * The next row; empty at the end.
   *
   * @throws BadRowException if this row breaks a rule; the next call goes on behind it
   * @throws IOException if the file cannot be read on
   */
  Optional<Row> next() throws IOException;
}
