package dev.perennial.ingest.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The good rows of a table, one at a time. Owned by one thread, which closes it. */
final class TableRows implements Closeable {

  private final DataFile file;
  private final RowReader reader;
  private final TableLayout layout;
  private final BadRows badRows;

  private TableRows(DataFile file, RowReader reader, TableLayout layout, BadRows badRows) {
    this.file = file;
    this.reader = reader;
    this.layout = layout;
    this.badRows = badRows;
  }

  /**
   * Opens a table.
   *
   * @throws IOException if it is not in its format, or lacks a column
   */
  static TableRows open(TableFormat format, DataFile file, TableOptions options)
      throws IOException {
    RowReader reader = opened(format, file);
    try {
      TableLayout layout = TableLayout.of(file, reader.fields(), options);
      return new TableRows(file, reader, layout, options.badRows());
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static RowReader opened(TableFormat format, DataFile file) throws IOException {
    try {
      return format.open(file);
    } catch (EOFException | UncheckedIOException e) {
      throw cutOff(file, e);
    }
  }

  // Unchecked, because some parsers' iterators cannot throw the exception itself.
  private static IOException cutOff(DataFile file, Exception cause) {
    return file.malformed("must be readable to its end", cause.getMessage());
  }

  TableLayout layout() {
    return layout;
  }

  /**
   * The next row that can be used; empty at the end.
   *
   * @throws IOException if the file cannot be read on, or a bad row is to end it
   */
  Optional<TableRow> next() throws IOException {
    while (true) {
      try {
        Optional<Row> row = reader.next();
        return row.isPresent() ? Optional.of(layout.parse(row.get())) : Optional.empty();
      } catch (BadRowException e) {
        badRows.met(e);
      } catch (EOFException | UncheckedIOException e) {
        throw cutOff(file, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
