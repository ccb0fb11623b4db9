package dev.perennial.ingest.data;

import dev.perennial.schemas.ElementType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the rows of a table. Owned by the thread that reads it. */
final class TableBuilder {

  private static final int FIRST_ROWS = 1024;

  // 2 before 10, as a reader expects; names that are no numbers come after, by the alphabet.
  private static final Comparator<String> LABEL_ORDER =
      Comparator.<String>comparingLong(TableBuilder::asNumber)
          .thenComparing(Comparator.naturalOrder());

  private final TableLayout layout;
  private final Map<String, Integer> classes = new LinkedHashMap<>();
  private final Map<String, Integer> tasks = new LinkedHashMap<>();
  private final List<String> ids = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();
  private float[] cells;
  private int[] labels = new int[FIRST_ROWS];
  private int[] taskOf = new int[FIRST_ROWS];
  private int rows;

  TableBuilder(TableLayout layout) {
    this.layout = layout;
    this.cells = new float[FIRST_ROWS * layout.cells()];
  }

  /** Adds a row. */
  void add(TableRow row) {
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
      taskOf = Arrays.copyOf(taskOf, 2 * rows);
      cells = Arrays.copyOf(cells, Math.multiplyExact(2, cells.length));
    }
    System.arraycopy(row.cells(), 0, cells, rows * layout.cells(), layout.cells());
    labels[rows] = classes.computeIfAbsent(row.label(), name -> classes.size());
    row.task()
        .ifPresent(name -> taskOf[rows] = tasks.computeIfAbsent(name, unseen -> tasks.size()));
    row.id().ifPresent(ids::add);
    row.time().ifPresent(times::add);
    rows++;
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
            layout,
            Arrays.copyOf(cells, rows * layout.cells()),
            Arrays.copyOf(labels, rows),
            Arrays.copyOf(taskOf, rows),
            ids,
            times);
    return new DataSet(
        layout.shape(),
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
