package dev.perennial.ingest.data;

import dev.perennial.schemas.ElementType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;

/** Collects the rows of a table. Owned by the thread that reads it. */
final class TableBuilder {

  private static final int FIRST_ROWS = 1024;

  // 2 before 10, as a reader expects; names that are no numbers come after, by the alphabet.
  private static final Comparator<String> LABEL_ORDER =
      Comparator.<String>comparingLong(TableBuilder::asNumber)
          .thenComparing(Comparator.naturalOrder());

  private final DataFile file;
  private final List<Column> columns;
  private final Map<String, Integer> classes = new LinkedHashMap<>();
  private final Map<String, Integer> tasks = new LinkedHashMap<>();
  private float[] cells;
  private int[] labels = new int[FIRST_ROWS];
  private int[] taskOf = new int[FIRST_ROWS];
  private int rows;

  TableBuilder(DataFile file, List<Column> columns) {
    this.file = file;
    this.columns = List.copyOf(columns);
    this.cells = new float[FIRST_ROWS * columns.size()];
  }

  /**
   * Adds a row.
   *
   * @param task the row's task if the table names tasks; then every row must have one
   * @throws IOException if a value does not fit its column
   */
  void add(CSVRecord row, String label, Optional<String> task) throws IOException {
    if (label.isEmpty()) {
      throw malformed(row, "class", "must not be empty", label);
    }
    if (task.map(String::isEmpty).orElse(false)) {
      throw malformed(row, "task", "must not be empty", "");
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
      taskOf = Arrays.copyOf(taskOf, 2 * rows);
      cells = Arrays.copyOf(cells, Math.multiplyExact(2, cells.length));
    }
    int at = rows * columns.size();
    for (Column column : columns) {
      cells[at++] = cell(row, column);
    }
    labels[rows] = classes.computeIfAbsent(label, name -> classes.size());
    task.ifPresent(name -> taskOf[rows] = tasks.computeIfAbsent(name, unseen -> tasks.size()));
    rows++;
  }

  private float cell(CSVRecord row, Column column) throws IOException {
    String text = row.get(column.position()).trim();
    if (!column.isNumber()) {
      Integer place = column.categories().get(text);
      if (place == null) {
        throw malformed(row, column.name(), "must be one of " + column.categories().keySet(), text);
      }
      return place;
    }
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is not finite.
    }
    throw malformed(row, column.name(), "must be a finite number", text);
  }

  private IOException malformed(CSVRecord row, String column, String rule, String value) {
    return file.malformed(
        "row %d column %s %s".formatted(row.getRecordNumber(), column, rule), '"' + value + '"');
  }

  /** The table; it names the tasks its rows were added with. */
  DataSet build() {
    List<String> sorted = classes.keySet().stream().sorted(LABEL_ORDER).toList();
    int[] labelOf = new int[classes.size()];
    classes.forEach((name, index) -> labelOf[index] = sorted.indexOf(name));
    for (int i = 0; i < rows; i++) {
      labels[i] = labelOf[labels[i]];
    }
    TableExamples examples =
        new TableExamples(
            columns,
            Arrays.copyOf(cells, rows * columns.size()),
            Arrays.copyOf(labels, rows),
            Arrays.copyOf(taskOf, rows));
    return new DataSet(
        List.of(examples.width()),
        ElementType.FLOAT32,
        sorted,
        List.copyOf(tasks.keySet()),
        examples,
        Examples.none());
  }

  private static long asNumber(String name) {
    try {
      return Long.parseLong(name);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
