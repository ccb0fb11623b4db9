package dev.perennial.ingest.data;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Tensor;
import java.io.IOException;
import java.util.Optional;

/** The rows of a table as examples. */
final class TableExampleReader implements ExampleReader {

  private final TableRows rows;

  /** Takes the rows over. */
  TableExampleReader(TableRows rows) {
    this.rows = rows;
  }

  @Override
  public boolean namesTasks() {
    return rows.layout().namesTasks();
  }

  @Override
  public Optional<LabelledExample> next() throws IOException {
    TableLayout layout = rows.layout();
    return rows.next()
        .map(
            row ->
                new LabelledExample(
                    new Tensor(
                        layout.shape(), ElementType.FLOAT32, layout.elements(row.cells(), 0)),
                    row.label(),
                    row.task(),
                    row.id(),
                    row.time()));
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
