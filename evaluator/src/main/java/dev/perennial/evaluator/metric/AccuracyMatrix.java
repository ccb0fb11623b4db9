package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The matrix R of Lopez-Paz and Ranzato (2017): {@code R[i][j]} is how the model of learning period
 * i did on task j's hold-out set, and {@code b[j]} how the untrained model did.
 *
 * <p>A row is a learning period, in order. A period begins with the first step on a task never
 * learned before, so period i belongs to the task learned i-th: columns are put in that order, and
 * <em>column</em> j below is the task that period j began with. Tasks not learned yet have a score
 * but no column. A row holds the newest evaluation made in its period, cell by cell; the last row
 * is therefore provisional until its period ends. An evaluation of a past model on samples that
 * came late fills the row of that model's period. A cell never scored is absent.
 *
 * <p>A monoid: {@link #EMPTY} is its zero and {@link #merge} takes the newer of two cells, so the
 * order in which evaluations come does not matter and a repeated one changes nothing. Immutable.
 */
public final class AccuracyMatrix {

  /** Nothing scored. */
  public static final AccuracyMatrix EMPTY =
      new AccuracyMatrix(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  private static final byte VERSION = 1;

  private record Scored(long evaluation, Cell cell) {

    static Scored newer(Scored one, Scored other) {
      return other.evaluation >= one.evaluation ? other : one;
    }
  }

  // By period, then by task; by task; by period. Never changed after construction.
  private final NavigableMap<Integer, NavigableMap<Integer, Scored>> rows;
  private final NavigableMap<Integer, Scored> baseline;
  private final NavigableMap<Integer, Integer> learned;

  private AccuracyMatrix(
      NavigableMap<Integer, NavigableMap<Integer, Scored>> rows,
      NavigableMap<Integer, Scored> baseline,
      NavigableMap<Integer, Integer> learned) {
    this.rows = rows;
    this.baseline = baseline;
    this.learned = learned;
  }

  /** The matrix of one evaluation. */
  public static AccuracyMatrix of(Evaluation evaluation) {
    NavigableMap<Integer, Scored> row = new TreeMap<>();
    NavigableMap<Integer, Integer> learned = new TreeMap<>();
    for (TaskScore score : evaluation.scores()) {
      row.put(score.task(), new Scored(evaluation.number(), score.cell()));
      score.learnedIn().ifPresent(period -> learned.put(period, score.task()));
    }
    if (evaluation.period().isEmpty()) {
      return new AccuracyMatrix(new TreeMap<>(), row, learned);
    }
    int period = evaluation.period().getAsInt();
    evaluation.learned().ifPresent(task -> learned.put(period, task));
    NavigableMap<Integer, NavigableMap<Integer, Scored>> rows = new TreeMap<>();
    rows.put(period, row);
    return new AccuracyMatrix(rows, new TreeMap<>(), learned);
  }

  /** This matrix with one more evaluation. O(rows + columns). */
  public AccuracyMatrix with(Evaluation evaluation) {
    return merge(of(evaluation));
  }

  /** The cells of both; of a cell in both the one of the later evaluation. */
  public AccuracyMatrix merge(AccuracyMatrix other) {
    NavigableMap<Integer, NavigableMap<Integer, Scored>> mergedRows = new TreeMap<>(rows);
    other.rows.forEach((period, row) -> mergedRows.merge(period, row, AccuracyMatrix::newerOfEach));
    NavigableMap<Integer, Integer> mergedLearned = new TreeMap<>(learned);
    mergedLearned.putAll(other.learned);
    return new AccuracyMatrix(mergedRows, newerOfEach(baseline, other.baseline), mergedLearned);
  }

  private static NavigableMap<Integer, Scored> newerOfEach(
      NavigableMap<Integer, Scored> one, NavigableMap<Integer, Scored> other) {
    NavigableMap<Integer, Scored> both = new TreeMap<>(one);
    other.forEach((task, scored) -> both.merge(task, scored, Scored::newer));
    return both;
  }

  /** T: how many learning periods have begun and been scored; 0 before the first. */
  public int periods() {
    return rows.isEmpty() ? 0 : rows.lastKey() + 1;
  }

  /** {@code R[period][column]}; absent where it was never scored or nothing is known of either. */
  public Optional<Cell> cell(int period, int column) {
    return taskOf(column).flatMap(task -> cellOfTask(period, task));
  }

  /** {@code b[column]}; absent where the task had no hold-out samples at version 0. */
  public Optional<Cell> baseline(int column) {
    return taskOf(column).flatMap(this::baselineOfTask);
  }

  /** How the model of {@code period} did on the task with that index, learned or not. */
  public Optional<Cell> cellOfTask(int period, int task) {
    NavigableMap<Integer, Scored> row = rows.get(period);
    return row == null ? Optional.empty() : cell(row.get(task));
  }

  /** How the untrained model did on the task with that index. */
  public Optional<Cell> baselineOfTask(int task) {
    return cell(baseline.get(task));
  }

  /** The period in which the task with that index was first learned; empty if it has not been. */
  public OptionalInt learnedIn(int task) {
    return learned.entrySet().stream()
        .filter(entry -> entry.getValue() == task)
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  /** The index of every task scored or learned: those learned in that order, then the others. */
  public List<Integer> tasks() {
    TreeSet<Integer> others = new TreeSet<>(baseline.keySet());
    rows.values().forEach(row -> others.addAll(row.keySet()));
    List<Integer> tasks = new ArrayList<>(learned.values());
    learned.values().forEach(others::remove);
    tasks.addAll(others);
    return List.copyOf(tasks);
  }

  private Optional<Integer> taskOf(int column) {
    return Optional.ofNullable(learned.get(column));
  }

  private static Optional<Cell> cell(@Nullable Scored scored) {
    return scored == null ? Optional.empty() : Optional.of(scored.cell());
  }

  /**
   * Writes everything, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(rows.size());
    for (var row : rows.entrySet()) {
      out.writeInt(row.getKey());
      save(row.getValue(), out);
    }
    save(baseline, out);
    out.writeInt(learned.size());
    for (var entry : learned.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue());
    }
  }

  private static void save(NavigableMap<Integer, Scored> row, DataOutput out) throws IOException {
    out.writeInt(row.size());
    for (var entry : row.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue().evaluation());
      out.writeLong(entry.getValue().cell().correct());
      out.writeLong(entry.getValue().cell().total());
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public static AccuracyMatrix load(DataInput in) throws IOException {
    StateVersions.require("accuracy matrix", VERSION, in);
    NavigableMap<Integer, NavigableMap<Integer, Scored>> rows = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      rows.put(in.readInt(), loadRow(in));
    }
    NavigableMap<Integer, Scored> baseline = loadRow(in);
    NavigableMap<Integer, Integer> learned = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      learned.put(in.readInt(), in.readInt());
    }
    return new AccuracyMatrix(rows, baseline, learned);
  }

  private static NavigableMap<Integer, Scored> loadRow(DataInput in) throws IOException {
    NavigableMap<Integer, Scored> row = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      row.put(in.readInt(), new Scored(in.readLong(), new Cell(in.readLong(), in.readLong())));
    }
    return row;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccuracyMatrix matrix
        && rows.equals(matrix.rows)
        && baseline.equals(matrix.baseline)
        && learned.equals(matrix.learned);
  }

  @Override
  public int hashCode() {
    return rows.hashCode() * 31 + baseline.hashCode();
  }

  @Override
  public String toString() {
    return "AccuracyMatrix[periods=%d, tasks=%s]".formatted(periods(), tasks());
  }
}
