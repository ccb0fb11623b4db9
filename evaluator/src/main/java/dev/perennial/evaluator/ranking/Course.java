package dev.perennial.evaluator.ranking;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.RunningMetric;
import dev.perennial.evaluator.metric.SavedEvaluation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the metrics of the objective were after each of a learner's newest evaluations. Evaluations
 * enter in the order of their numbers, in whatever order they come: one that is ahead waits for
 * those before it, and when more than {@value #MOST_AHEAD} wait, what is missing is given up. A
 * past model that is scored later, or the same again, makes no new entry: what has become known of
 * it goes into the newest. Owned by one thread.
 */
final class Course {

  /** How many evaluations wait for one before them. */
  static final int MOST_AHEAD = 100;

  private static final Comparator<Place> BY_AGE =
      Comparator.comparingLong(Place::sequence).thenComparingLong(Place::version);

  /** One evaluation and what each metric of the objective was after it. */
  record Entry(long evaluation, Place place, Map<String, Measured> terms) {}

  /** An evaluation that is ahead of its turn. */
  record Ahead(Evaluation evaluation, Place place) {}

  private final Objective objective;
  private final List<RunningMetric<Evaluation, ?>> running;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final NavigableMap<Long, Ahead> ahead = new TreeMap<>();

  /** All evaluations before those that wait; only while some do. */
  private Optional<AccuracyMatrix> held = Optional.empty();

  private long next;

  Course(Objective objective) {
    this.objective = objective;
    this.running = objective.runningMetrics();
  }

  /**
   * Takes an evaluation and answers what entered: this one, or some that waited for it.
   *
   * @param before all of the learner's evaluations that came before this one
   */
  Entered add(Evaluation evaluation, Place place, AccuracyMatrix before) {
    if (next == 0 && ahead.isEmpty() && before.periods() > 0) {
      // The evaluations before it came when nothing was ranked: they will not come again.
      next = evaluation.number();
    }
    AccuracyMatrix matrix = held.orElse(before);
    ahead.put(evaluation.number(), new Ahead(evaluation, place));
    Entered entered = Entered.NOTHING;
    while (!ahead.isEmpty() && (ahead.firstKey() <= next || ahead.size() > MOST_AHEAD)) {
      Ahead first = ahead.pollFirstEntry().getValue();
      matrix = matrix.with(first.evaluation());
      boolean isNew = enter(first, matrix);
      entered = isNew || entered == Entered.NEW ? Entered.NEW : Entered.REVISED;
    }
    held = ahead.isEmpty() ? Optional.empty() : Optional.of(matrix);
    return entered;
  }

  /** Whether it is of a newer model than all before. */
  private boolean enter(Ahead first, AccuracyMatrix matrix) {
    long number = first.evaluation().number();
    running.forEach(metric -> metric.add(first.evaluation()));
    next = Math.max(next, number + 1);
    Map<String, Measured> terms = new TreeMap<>();
    objective.matrixMetrics().forEach(metric -> terms.put(metric.name(), metric.of(matrix)));
    running.forEach(metric -> terms.put(metric.name(), metric.value()));
    Entry entry = new Entry(number, first.place(), terms);
    Entry newest = entries.peekLast();
    int age = newest == null ? 1 : BY_AGE.compare(first.place(), newest.place());
    if (newest != null && age < 0) {
      entry = new Entry(newest.evaluation(), newest.place(), terms);
    }
    if (age <= 0) {
      entries.removeLast();
    }
    put(entry);
    return age > 0;
  }

  private void put(Entry entry) {
    entries.addLast(entry);
    while (entries.size() > objective.window()) {
      entries.removeFirst();
    }
  }

  /** The newest evaluation that entered; empty before the first. */
  Optional<Entry> newest() {
    return Optional.ofNullable(entries.peekLast());
  }

  /**
   * The mean of a metric over the evaluations kept in which it is defined, n how many these are;
   * absent where it is in none, because of what the newest says.
   *
   * @throws IllegalStateException if no evaluation has entered
   */
  Measured mean(String metric) {
    double sum = 0;
    int count = 0;
    Measured last = Measured.absent("no evaluation is complete", 0);
    for (Entry entry : entries) {
      last = entry.terms().getOrDefault(metric, last);
      sum += last.value().orElse(0);
      count += last.value().isPresent() ? 1 : 0;
    }
    return count == 0
        ? Measured.absent(last.absence().orElse(""), 0)
        : Measured.of(sum / count, count);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(next);
    out.writeInt(ahead.size());
    for (Ahead waiting : ahead.values()) {
      SavedEvaluation.save(waiting.evaluation(), out);
      SavedPlace.save(waiting.place(), out);
    }
    out.writeBoolean(held.isPresent());
    if (held.isPresent()) {
      held.get().save(out);
    }
    out.writeUTF(objective.metrics());
    ByteArrayOutputStream terms = new ByteArrayOutputStream();
    saveTerms(new DataOutputStream(terms));
    out.writeInt(terms.size());
    out.write(terms.toByteArray());
  }

  private void saveTerms(DataOutput out) throws IOException {
    for (RunningMetric<Evaluation, ?> metric : running) {
      metric.save(out);
    }
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      out.writeLong(entry.evaluation());
      SavedPlace.save(entry.place(), out);
      for (Measured term : entry.terms().values()) {
        out.writeLong(term.n());
        out.writeBoolean(term.value().isPresent());
        if (term.value().isPresent()) {
          out.writeDouble(term.value().getAsDouble());
        } else {
          out.writeUTF(term.absence().orElseThrow());
        }
      }
    }
  }

  /** Reads what one has saved. Of another objective's metrics nothing is taken: they begin anew. */
  static Course load(Objective objective, DataInput in) throws IOException {
    Course course = new Course(objective);
    course.next = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      Ahead waiting = new Ahead(SavedEvaluation.load(in), SavedPlace.load(in));
      course.ahead.put(waiting.evaluation().number(), waiting);
    }
    course.held =
        in.readBoolean()
            ? Optional.of(AccuracyMatrix.load(in, objective.keptTasks()))
            : Optional.empty();
    boolean isSameObjective = in.readUTF().equals(objective.metrics());
    byte[] terms = new byte[in.readInt()];
    in.readFully(terms);
    if (isSameObjective) {
      course.loadTerms(new DataInputStream(new ByteArrayInputStream(terms)));
    }
    return course;
  }

  private void loadTerms(DataInput in) throws IOException {
    for (RunningMetric<Evaluation, ?> metric : running) {
      metric.load(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      long evaluation = in.readLong();
      Place place = SavedPlace.load(in);
      Map<String, Measured> terms = new TreeMap<>();
      for (String name : objective.weights().keySet()) {
        long n = in.readLong();
        terms.put(
            name,
            in.readBoolean() ? Measured.of(in.readDouble(), n) : Measured.absent(in.readUTF(), n));
      }
      put(new Entry(evaluation, place, terms));
    }
  }
}
