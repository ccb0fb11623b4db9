package dev.perennial.ingest.data;

import java.time.Instant;
import java.util.Optional;

/** A row of a table as an example. Its cells are not written to any more. */
final class TableRow {

  private final String label;
  private final Optional<String> task;
  private final Optional<String> id;
  private final Optional<Instant> time;
  private final float[] cells;

  TableRow(
      String label,
      Optional<String> task,
      Optional<String> id,
      Optional<Instant> time,
      float[] cells) {
    this.label = label;
    this.task = task;
    this.id = id;
    this.time = time;
    this.cells = cells;
  }

  String label() {
    return label;
  }

  /** Empty where the table names no tasks. */
  Optional<String> task() {
    return task;
  }

  /** Empty where no column names samples. */
  Optional<String> id() {
    return id;
  }

  /** Empty where no column has times. */
  Optional<Instant> time() {
    return time;
  }

  /** A number for each cell of the columns, in their order; not to be written to. */
  float[] cells() {
    return cells;
  }
}
