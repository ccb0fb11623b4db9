package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Flips;
import dev.perennial.evaluator.metric.SavedEvaluation;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.Score;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** An evaluation of which some scores have come. The first says what the others agree on. */
final class PendingEvaluation {

  private final long number;
  private final int cells;
  private final OptionalInt period;
  private final OptionalInt learned;
  private final Place place;
  private final NavigableMap<Integer, TaskScore> scores = new TreeMap<>();

  private PendingEvaluation(
      long number, int cells, OptionalInt period, OptionalInt learned, Place place) {
    this.number = number;
    this.cells = cells;
    this.period = period;
    this.learned = learned;
    this.place = place;
  }

  /** The evaluation that {@code first} is part of, without any score yet. */
  static PendingEvaluation of(Score first) {
    return new PendingEvaluation(
        first.getEvaluation(),
        first.getCells(),
        first.getPeriod() == null ? OptionalInt.empty() : OptionalInt.of(first.getPeriod()),
        first.getLearned() == null
            ? OptionalInt.empty()
            : OptionalInt.of(first.getLearned().getIndex()),
        new Place(first.getVersion(), first.getSequence(), first.getEventTime()));
  }

  long number() {
    return number;
  }

  /** Takes a score; a second one of the same task changes nothing. */
  void add(Score score) {
    TaskScore taskScore =
        new TaskScore(
            score.getTask().getIndex(),
            score.getTaskPeriod() == null
                ? OptionalInt.empty()
                : OptionalInt.of(score.getTaskPeriod()),
            new Cell(score.getCorrect(), score.getTotal()),
            flips(score));
    scores.putIfAbsent(taskScore.task(), taskScore);
  }

  private static Flips flips(Score score) {
    return score.getNegativeFlips() == null || score.getCompared() == null
        ? Flips.NONE
        : new Flips(score.getNegativeFlips(), score.getCompared());
  }

  /** Whether a score of that task has come. */
  boolean has(int task) {
    return scores.containsKey(task);
  }

  /** The tasks whose scores have come. */
  Set<Integer> tasks() {
    return scores.keySet();
  }

  boolean isComplete() {
    return scores.size() >= cells;
  }

  CompleteEvaluation complete() {
    return new CompleteEvaluation(
        new Evaluation(number, period, learned, List.copyOf(scores.values())), place);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(number);
    out.writeInt(cells);
    SavedEvaluation.save(period, out);
    SavedEvaluation.save(learned, out);
    SavedPlace.save(place, out);
    SavedEvaluation.save(scores.values(), out);
  }

  static PendingEvaluation load(DataInput in) throws IOException {
    PendingEvaluation pending =
        new PendingEvaluation(
            in.readLong(),
            in.readInt(),
            SavedEvaluation.loadInt(in),
            SavedEvaluation.loadInt(in),
            SavedPlace.load(in));
    SavedEvaluation.loadScores(in).forEach(score -> pending.scores.put(score.task(), score));
    return pending;
  }
}
