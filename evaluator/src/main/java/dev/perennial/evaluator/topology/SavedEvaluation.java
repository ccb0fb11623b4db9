package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Flips;
import dev.perennial.evaluator.metric.TaskScore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/** An evaluation, or what has come of one, as part of a saved state. */
final class SavedEvaluation {

  private SavedEvaluation() {}

  static void save(Evaluation evaluation, DataOutput out) throws IOException {
    out.writeLong(evaluation.number());
    save(evaluation.period(), out);
    save(evaluation.learned(), out);
    save(evaluation.scores(), out);
  }

  static Evaluation load(DataInput in) throws IOException {
    return new Evaluation(in.readLong(), loadInt(in), loadInt(in), loadScores(in));
  }

  static void save(Collection<TaskScore> scores, DataOutput out) throws IOException {
    out.writeInt(scores.size());
    for (TaskScore score : scores) {
      out.writeInt(score.task());
      save(score.learnedIn(), out);
      score.cell().save(out);
      out.writeLong(score.flips().negative());
      out.writeLong(score.flips().compared());
    }
  }

  static List<TaskScore> loadScores(DataInput in) throws IOException {
    List<TaskScore> scores = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      scores.add(
          new TaskScore(
              in.readInt(), loadInt(in), Cell.load(in), new Flips(in.readLong(), in.readLong())));
    }
    return scores;
  }

  static void save(OptionalInt number, DataOutput out) throws IOException {
    out.writeBoolean(number.isPresent());
    if (number.isPresent()) {
      out.writeInt(number.getAsInt());
    }
  }

  static OptionalInt loadInt(DataInput in) throws IOException {
    return in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
  }
}
