package dev.perennial.ingest.data;

import java.io.IOException;
import java.util.Optional;

/**
 * A table, rows in stream order, in one of several formats. One column is the label; one, if any,
 * names each row's task; others may name the sample and its time. All others are features: numbers
 * as they are, arrays of numbers, or categories, one-hot. A table has no hold-out.
 */
record TableFile(TableFormat format, DataFile file, TableOptions options)
    implements DataSource, RowSource {

  @Override
  public DataSet load() throws IOException {
    try (TableRows rows = TableRows.open(format, file, options)) {
      TableBuilder builder = new TableBuilder(rows.layout());
      for (Optional<TableRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        builder.add(row.get());
      }
      return builder.build();
    }
  }

  @Override
  public Optional<RowSource> rows() {
    return Optional.of(this);
  }

  @Override
  public boolean canBeReadAgain() {
    return !file.isStandardInput();
  }

  @Override
  public ExampleReader open() throws IOException {
    return new TableExampleReader(TableRows.open(format, file, options));
  }
}
