package dev.perennial.ingest.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** The rows of a table: one number a cell in memory; categories are spread out when asked for. */
final class TableExamples implements Examples {

  private final List<Column> columns;
  private final int width;
  private final float[] cells;
  private final int[] labels;
  private final int[] tasks;

  /** Rows over arrays that nobody writes to any more; a category's cell is its place. */
  TableExamples(List<Column> columns, float[] cells, int[] labels, int[] tasks) {
    this.columns = List.copyOf(columns);
    this.width = columns.stream().mapToInt(Column::width).sum();
    this.cells = cells;
    this.labels = labels;
    this.tasks = tasks;
  }

  /** The elements of an example. */
  int width() {
    return width;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public int task(int index) {
    return tasks[index];
  }

  @Override
  public ByteBuffer features(int index) {
    Objects.checkIndex(index, labels.length);
    ByteBuffer elements = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int cell = index * columns.size();
    int first = 0;
    for (Column column : columns) {
      float value = cells[cell++];
      if (column.isNumber()) {
        elements.putFloat(first * Float.BYTES, value);
      } else {
        elements.putFloat((first + (int) value) * Float.BYTES, 1);
      }
      first += column.width();
    }
    return elements;
  }
}
