package dev.perennial.ingest.data;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rows of a table: one number a cell in memory; categories are spread out when asked for. */
final class TableExamples implements Examples {

  private final TableLayout layout;
  private final float[] cells;
  private final int[] labels;
  private final int[] tasks;
  private final List<String> ids;
  private final List<Instant> times;

  /**
   * Rows over arrays that nobody writes to any more.
   *
   * @param ids one for each row, or none at all; likewise {@code times}
   */
  TableExamples(
      TableLayout layout,
      float[] cells,
      int[] labels,
      int[] tasks,
      List<String> ids,
      List<Instant> times) {
    this.layout = layout;
    this.cells = cells;
    this.labels = labels;
    this.tasks = tasks;
    this.ids = List.copyOf(ids);
    this.times = List.copyOf(times);
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
  public Optional<String> id(int index) {
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(index));
  }

  @Override
  public Optional<Instant> time(int index) {
    return times.isEmpty() ? Optional.empty() : Optional.of(times.get(index));
  }

  @Override
  public ByteBuffer features(int index) {
    Objects.checkIndex(index, labels.length);
    return layout.elements(cells, index * layout.cells());
  }
}
