package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/** An evaluation, or what has come of one, as part of a saved state. */
public final class SavedEvaluation {

  private SavedEvaluation() {}

  /**
   * Writes an evaluation.
   *
   * @throws IOException if {@code out} fails
   */
  public static void save(Evaluation evaluation, DataOutput out) throws IOException {
    out.writeLong(evaluation.number());
    save(evaluation.period(), out);
    save(evaluation.learned(), out);
    save(evaluation.scores(), out);
  }

  /**
   * Reads an evaluation.
   *
   * @throws IOException if {@code in} fails
   */
  public static Evaluation load(DataInput in) throws IOException {
    return new Evaluation(in.readLong(), loadInt(in), loadInt(in), loadScores(in));
  }

  /**
   * Writes scores.
   *
   * @throws IOException if {@code out} fails
   */
  public static void save(Collection<TaskScore> scores, DataOutput out) throws IOException {
    out.writeInt(scores.size());
    for (TaskScore score : scores) {
      out.writeInt(score.task());
      save(score.learnedIn(), out);
      score.cell().save(out);
      out.writeLong(score.flips().negative());
      out.writeLong(score.flips().compared());
    }
  }

  /**
   * Reads scores.
   *
   * @throws IOException if {@code in} fails
   */
  public static List<TaskScore> loadScores(DataInput in) throws IOException {
    List<TaskScore> scores = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      scores.add(
          new TaskScore(
              in.readInt(), loadInt(in), Cell.load(in), new Flips(in.readLong(), in.readLong())));
    }
    return scores;
  }

  /**
   * Writes a number that may be missing.
   *
   * @throws IOException if {@code out} fails
   */
  public static void save(OptionalInt number, DataOutput out) throws IOException {
    out.writeBoolean(number.isPresent());
    if (number.isPresent()) {
      out.writeInt(number.getAsInt());
    }
  }

  /**
   * Reads a number that may be missing.
   *
   * @throws IOException if {@code in} fails
   */
  public static OptionalInt loadInt(DataInput in) throws IOException {
    return in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
  }
}
