package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
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
 * <p>An evaluation may score some tasks only. What a task's newest model answered is therefore
 * {@link #newest}, its last score whatever the period, and where every evaluation scores every
 * task, that is the last row.
 *
 * <p>Sparse and bounded: of a stream with more periods than are kept, rows and columns are those of
 * a {@link PeriodSample}, and {@link #weight} says how many a column stands for.
 *
 * <p>A monoid: {@link #keeping} is its zero and {@link #merge} takes the newer of two cells, so the
 * order in which evaluations come does not matter and a repeated one changes nothing. Immutable.
 */
public final class AccuracyMatrix {

  /** The most periods that may be kept: so many still fit into one changelog record. */
  public static final int MOST_KEPT = 500;

  private static final byte VERSION = 2;

  private record Scored(long evaluation, Cell cell) {

    static Scored newer(Scored one, Scored other) {
      return other.evaluation >= one.evaluation ? other : one;
    }

    void save(DataOutput out) throws IOException {
      out.writeLong(evaluation);
      cell.save(out);
    }

    static Scored load(DataInput in) throws IOException {
      return new Scored(in.readLong(), Cell.load(in));
    }
  }

  /** A score and the period of the model that was scored. */
  private record Standing(int period, Scored scored) {

    private static final Comparator<Standing> BY_AGE =
        Comparator.comparingInt(Standing::period)
            .thenComparingLong(standing -> standing.scored().evaluation());

    static Standing newer(Standing one, Standing other) {
      return BY_AGE.compare(one, other) > 0 ? one : other;
    }
  }

  // Never changed after construction. By period, then by task; by task; by period; by column; by
  // column.
  private final NavigableMap<Integer, NavigableMap<Integer, Scored>> rows;
  private final NavigableMap<Integer, Scored> baseline;
  private final NavigableMap<Integer, Integer> learned;
  private final NavigableMap<Integer, Standing> newest;

  /** Of columns whose row before has been dropped, what stood there: R[j-1][j]. */
  private final NavigableMap<Integer, Scored> before;

  private final int most;
  private final PeriodSample sample;

  private AccuracyMatrix(
      NavigableMap<Integer, NavigableMap<Integer, Scored>> rows,
      NavigableMap<Integer, Scored> baseline,
      NavigableMap<Integer, Integer> learned,
      NavigableMap<Integer, Standing> newest,
      NavigableMap<Integer, Scored> before,
      int most) {
    this.rows = rows;
    this.baseline = baseline;
    this.learned = learned;
    this.newest = newest;
    this.before = before;
    this.most = most;
    NavigableSet<Integer> periods = new TreeSet<>(rows.keySet());
    periods.addAll(learned.keySet());
    this.sample = new PeriodSample(periods, most);
  }

  /**
   * Nothing scored.
   *
   * @param most how many periods are kept, and how many tasks that have not been learned; in [2,
   *     {@value #MOST_KEPT}]
   */
  public static AccuracyMatrix keeping(int most) {
    if (most < 2 || most > MOST_KEPT) {
      throw new IllegalArgumentException("most must be in [2, %d]: %d".formatted(MOST_KEPT, most));
    }
    return empty(most);
  }

  private static AccuracyMatrix empty(int most) {
    return new AccuracyMatrix(
        new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), most);
  }

  /** This matrix with one more evaluation. O(rows + columns). */
  public AccuracyMatrix with(Evaluation evaluation) {
    AccuracyMatrix one = empty(most);
    for (TaskScore score : evaluation.scores()) {
      score.learnedIn().ifPresent(period -> one.learned.put(period, score.task()));
    }
    NavigableMap<Integer, Scored> row = one.baseline;
    if (evaluation.period().isPresent()) {
      int period = evaluation.period().getAsInt();
      evaluation.learned().ifPresent(task -> one.learned.put(period, task));
      row = new TreeMap<>();
      one.rows.put(period, row);
    }
    for (TaskScore score : evaluation.scores()) {
      row.put(score.task(), new Scored(evaluation.number(), score.cell()));
    }
    evaluation
        .seen()
        .forEach(
            score ->
                one.newest.put(
                    score.learnedIn().getAsInt(),
                    new Standing(
                        evaluation.period().getAsInt(),
                        new Scored(evaluation.number(), score.cell()))));
    return merge(one);
  }

  /**
   * The cells of both; of a cell in both the one of the later evaluation. What does not belong to
   * the sample is dropped; keeps as many periods as this matrix.
   */
  public AccuracyMatrix merge(AccuracyMatrix other) {
    NavigableMap<Integer, NavigableMap<Integer, Scored>> mergedRows = new TreeMap<>(rows);
    other.rows.forEach((period, row) -> mergedRows.merge(period, row, AccuracyMatrix::newerOfEach));
    NavigableMap<Integer, Integer> mergedLearned = new TreeMap<>(learned);
    mergedLearned.putAll(other.learned);
    NavigableMap<Integer, Standing> mergedNewest = new TreeMap<>(newest);
    other.newest.forEach(
        (column, standing) -> mergedNewest.merge(column, standing, Standing::newer));
    return new AccuracyMatrix(
            mergedRows,
            newerOfEach(baseline, other.baseline),
            mergedLearned,
            mergedNewest,
            newerOfEach(before, other.before),
            most)
        .pruned();
  }

  private static NavigableMap<Integer, Scored> newerOfEach(
      NavigableMap<Integer, Scored> one, NavigableMap<Integer, Scored> other) {
    NavigableMap<Integer, Scored> both = new TreeMap<>(one);
    other.forEach((number, scored) -> both.merge(number, scored, Scored::newer));
    return both;
  }

  private AccuracyMatrix pruned() {
    Set<Integer> droppedTasks = new HashSet<>();
    learned.forEach(
        (period, task) -> {
          if (!sample.contains(period)) {
            droppedTasks.add(task);
          }
        });
    NavigableSet<Integer> unlearned = unlearned();
    unlearned.removeAll(PeriodSample.least(unlearned, most));
    droppedTasks.addAll(unlearned);
    boolean isWhole = droppedTasks.isEmpty() && rows.keySet().stream().allMatch(sample::contains);
    return isWhole ? this : without(droppedTasks);
  }

  private AccuracyMatrix without(Set<Integer> droppedTasks) {
    AccuracyMatrix kept = empty(most);
    learned.forEach(
        (period, task) -> {
          if (sample.contains(period)) {
            kept.learned.put(period, task);
          }
        });
    newest.forEach(
        (column, standing) -> {
          if (sample.contains(column)) {
            kept.newest.put(column, standing);
          }
        });
    kept.before.putAll(before);
    rows.forEach(
        (period, row) -> {
          if (sample.contains(period)) {
            NavigableMap<Integer, Scored> cells = new TreeMap<>(row);
            cells.keySet().removeAll(droppedTasks);
            kept.rows.put(period, cells);
          } else {
            int next = period + 1;
            Optional.ofNullable(learned.get(next))
                .map(row::get)
                .ifPresent(scored -> kept.before.merge(next, scored, Scored::newer));
          }
        });
    kept.before.keySet().removeIf(column -> !sample.contains(column));
    kept.baseline.putAll(baseline);
    kept.baseline.keySet().removeAll(droppedTasks);
    return new AccuracyMatrix(
        kept.rows, kept.baseline, kept.learned, kept.newest, kept.before, most);
  }

  /** T: how many learning periods have begun and been scored; 0 before the first. */
  public int periods() {
    return rows.isEmpty() ? 0 : rows.lastKey() + 1;
  }

  /** The periods whose rows and columns are kept, ascending; all of them while there is room. */
  public List<Integer> kept() {
    TreeSet<Integer> kept = new TreeSet<>(rows.keySet());
    kept.addAll(learned.headMap(periods()).keySet());
    return List.copyOf(kept);
  }

  /** How many columns (or rows) the one of a kept period stands for, itself included. */
  public double weight(int period) {
    return sample.weight(period);
  }

  /** {@code R[period][column]}; absent where it was never scored or nothing is known of either. */
  public Optional<Cell> cell(int period, int column) {
    return taskOf(column).flatMap(task -> cellOfTask(period, task));
  }

  /** The column's newest score, of the newest model that was scored on it since it was learned. */
  public Optional<Cell> newest(int column) {
    return Optional.ofNullable(newest.get(column)).map(standing -> standing.scored().cell());
  }

  /**
   * How the newest model that was scored on the task with that index did; of a task not learned
   * yet, in the last period.
   */
  public Optional<Cell> newestOfTask(int task) {
    OptionalInt column = learnedIn(task);
    return column.isPresent() ? newest(column.getAsInt()) : cellOfTask(periods() - 1, task);
  }

  /** {@code R[column-1][column]}: how a task did just before it was learned. */
  public Optional<Cell> before(int column) {
    return cell(column - 1, column).or(() -> cell(before.get(column)));
  }

  /** {@code b[column]}; absent where the task had no hold-out samples at version 0. */
  public Optional<Cell> baseline(int column) {
    return taskOf(column).flatMap(this::baselineOfTask);
  }

  /** How the model of {@code period} did on the task with that index, learned or not. */
  public Optional<Cell> cellOfTask(int period, int task) {
    return scored(period, task).map(Scored::cell);
  }

  /** The number of the evaluation that {@link #cellOfTask} comes from. */
  public OptionalLong evaluationOf(int period, int task) {
    return scored(period, task)
        .map(scored -> OptionalLong.of(scored.evaluation()))
        .orElse(OptionalLong.empty());
  }

  private Optional<Scored> scored(int period, int task) {
    return Optional.ofNullable(rows.get(period)).map(row -> row.get(task));
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

  /** The index of every kept task: those learned in that order, then the others. */
  public List<Integer> tasks() {
    List<Integer> tasks = new ArrayList<>(learned.values());
    tasks.addAll(unlearned());
    return List.copyOf(tasks);
  }

  private NavigableSet<Integer> unlearned() {
    NavigableSet<Integer> others = new TreeSet<>(baseline.keySet());
    rows.values().forEach(row -> others.addAll(row.keySet()));
    learned.values().forEach(others::remove);
    return others;
  }

  private Optional<Integer> taskOf(int column) {
    return Optional.ofNullable(learned.get(column));
  }

  private static Optional<Cell> cell(@Nullable Scored scored) {
    return Optional.ofNullable(scored).map(Scored::cell);
  }

  /**
   * Writes everything but how many periods are kept, with a version.
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
    out.writeInt(newest.size());
    for (var entry : newest.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue().period());
      entry.getValue().scored().save(out);
    }
    save(before, out);
  }

  private static void save(NavigableMap<Integer, Scored> row, DataOutput out) throws IOException {
    out.writeInt(row.size());
    for (var entry : row.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().save(out);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param most how many periods are kept from now on, as in {@link #keeping}
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public static AccuracyMatrix load(DataInput in, int most) throws IOException {
    StateVersions.require("accuracy matrix", VERSION, in);
    AccuracyMatrix saved = empty(most);
    for (int left = in.readInt(); left > 0; left--) {
      saved.rows.put(in.readInt(), loadRow(in));
    }
    saved.baseline.putAll(loadRow(in));
    for (int left = in.readInt(); left > 0; left--) {
      saved.learned.put(in.readInt(), in.readInt());
    }
    for (int left = in.readInt(); left > 0; left--) {
      saved.newest.put(in.readInt(), new Standing(in.readInt(), Scored.load(in)));
    }
    saved.before.putAll(loadRow(in));
    return keeping(most).merge(saved);
  }

  private static NavigableMap<Integer, Scored> loadRow(DataInput in) throws IOException {
    NavigableMap<Integer, Scored> row = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      row.put(in.readInt(), Scored.load(in));
    }
    return row;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccuracyMatrix matrix
        && most == matrix.most
        && rows.equals(matrix.rows)
        && baseline.equals(matrix.baseline)
        && learned.equals(matrix.learned)
        && newest.equals(matrix.newest)
        && before.equals(matrix.before);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, baseline, learned, newest, before, most);
  }

  @Override
  public String toString() {
    return "AccuracyMatrix[periods=%d, tasks=%s]".formatted(periods(), tasks());
  }
}
