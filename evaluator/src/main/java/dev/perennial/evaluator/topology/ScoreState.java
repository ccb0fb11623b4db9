package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.MatrixMetric;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.topic.Topic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is folded of one learner's scores. Scores may come in any order and more than once; an
 * evaluation enters when its last score has come, once.
 *
 * <p>Owned by one thread.
 */
final class ScoreState {

  private static final byte VERSION = 4;

  private static final List<MatrixMetric> MATRIX_METRICS = Metrics.ofMatrix();

  /** The evaluation of the newest model: a past model may be scored again later. */
  private record Newest(long evaluation, Place place) {

    private static final Comparator<Newest> BY_AGE =
        Comparator.<Newest>comparingLong(newest -> newest.place().sequence())
            .thenComparingLong(newest -> newest.place().version())
            .thenComparingLong(Newest::evaluation);

    static Newest of(Newest one, Newest other) {
      return BY_AGE.compare(one, other) >= 0 ? one : other;
    }
  }

  private final int keptTasks;
  private AccuracyMatrix matrix;
  private final EvaluationMetrics metrics;
  private final NavigableMap<Integer, String> taskNames = new TreeMap<>();
  private final NavigableMap<Long, PendingEvaluation> pending = new TreeMap<>();
  private final Numbers complete = new Numbers();
  private Optional<Newest> newest = Optional.empty();

  ScoreState(FoldSettings settings) {
    this.keptTasks = settings.keptTasks();
    this.matrix = AccuracyMatrix.keeping(keptTasks);
    this.metrics = new EvaluationMetrics(settings.evaluationWindow(), keptTasks);
  }

  /**
   * Why a score cannot be folded; empty if it can.
   *
   * @param maxOpen evaluations that may wait for scores, and stretches of them that may be missing
   */
  Optional<Fault> faultOf(Score score, int maxOpen) {
    long number = score.getEvaluation();
    PendingEvaluation evaluation = pending.get(number);
    if (complete.contains(number)
        || (evaluation != null && evaluation.has(score.getTask().getIndex()))) {
      return Optional.of(
          new Fault(
              "already-folded",
              "evaluation %d has a score of task %d or is complete"
                  .formatted(number, score.getTask().getIndex())));
    }
    // What follows in order closes more than it opens: there is always room for it.
    boolean hasRoom =
        evaluation != null || complete.isNext(number) || pending.size() + complete.gaps() < maxOpen;
    return hasRoom
        ? Optional.empty()
        : Optional.of(
            new Fault(
                "too-many-evaluations",
                "at most %d evaluations may be open or missing before: %d"
                    .formatted(maxOpen, number)));
  }

  /** Folds a score in and answers the evaluation it completes, if it does. */
  Optional<CompleteEvaluation> fold(Score score) {
    if (complete.contains(score.getEvaluation())) {
      return Optional.empty();
    }
    PendingEvaluation evaluation =
        pending.computeIfAbsent(score.getEvaluation(), number -> PendingEvaluation.of(score));
    name(score.getTask());
    name(score.getLearned());
    evaluation.add(score);
    if (!evaluation.isComplete()) {
      return Optional.empty();
    }
    pending.remove(score.getEvaluation());
    CompleteEvaluation completed = evaluation.complete();
    enter(completed);
    forgetNames(completed);
    return Optional.of(completed);
  }

  private void enter(CompleteEvaluation completed) {
    long number = completed.evaluation().number();
    matrix = matrix.with(completed.evaluation());
    metrics.add(completed.evaluation());
    complete.add(number);
    Newest candidate = new Newest(number, completed.place());
    newest = Optional.of(newest.map(known -> Newest.of(known, candidate)).orElse(candidate));
  }

  /** Of a long stream most tasks are dropped, and their names with them. */
  private void forgetNames(CompleteEvaluation completed) {
    if (taskNames.size() > 2 * (keptTasks + Topic.MOST_CELLS)) {
      Set<Integer> named = new HashSet<>(matrix.tasks());
      completed.evaluation().scores().forEach(score -> named.add(score.task()));
      pending.values().forEach(evaluation -> named.addAll(evaluation.tasks()));
      taskNames.keySet().retainAll(named);
    }
  }

  private void name(@Nullable Task task) {
    if (task != null) {
      taskNames.putIfAbsent(task.getIndex(), task.getName());
    }
  }

  /** Every task's accuracy by all evaluations that are complete. */
  AccuracyMatrix matrix() {
    return matrix;
  }

  /** The name of a task that a folded score named. */
  String taskName(int task) {
    return taskNames.getOrDefault(task, Integer.toString(task));
  }

  /** The state of everything complete; empty before the first evaluation is. */
  Optional<ScoresSnapshot> snapshot() {
    return newest.map(
        of -> {
          Map<String, Measured> values = new LinkedHashMap<>();
          MATRIX_METRICS.forEach(metric -> values.put(metric.name(), metric.of(matrix)));
          values.putAll(metrics.values());
          return new ScoresSnapshot(of.evaluation(), of.place(), matrix, taskNames, values);
        });
  }

  static StateCodec<ScoreState> codec(FoldSettings settings) {
    return new StateCodec<>() {
      @Override
      public ScoreState initial() {
        return new ScoreState(settings);
      }

      @Override
      public void save(ScoreState state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public ScoreState load(DataInput in) throws IOException {
        ScoreState state = new ScoreState(settings);
        state.load(in);
        return state;
      }
    };
  }

  private void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    matrix.save(out);
    metrics.save(out);
    out.writeInt(taskNames.size());
    for (Map.Entry<Integer, String> task : taskNames.entrySet()) {
      out.writeInt(task.getKey());
      byte[] name = task.getValue().getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
    }
    out.writeInt(pending.size());
    for (PendingEvaluation evaluation : pending.values()) {
      evaluation.save(out);
    }
    complete.save(out);
    out.writeBoolean(newest.isPresent());
    if (newest.isPresent()) {
      out.writeLong(newest.get().evaluation());
      SavedPlace.save(newest.get().place(), out);
    }
  }

  private void load(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of scores has unknown version " + version);
    }
    matrix = AccuracyMatrix.load(in, keptTasks);
    metrics.load(in);
    for (int left = in.readInt(); left > 0; left--) {
      int task = in.readInt();
      byte[] name = new byte[in.readInt()];
      in.readFully(name);
      taskNames.put(task, new String(name, StandardCharsets.UTF_8));
    }
    for (int left = in.readInt(); left > 0; left--) {
      PendingEvaluation evaluation = PendingEvaluation.load(in);
      pending.put(evaluation.number(), evaluation);
    }
    complete.load(in);
    newest =
        in.readBoolean()
            ? Optional.of(new Newest(in.readLong(), SavedPlace.load(in)))
            : Optional.empty();
  }
}
