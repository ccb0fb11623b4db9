package dev.perennial.learner.job;

import dev.perennial.schemas.Score;
import dev.perennial.schemas.Task;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a model has come.
 *
 * @param version of the model
 * @param sequence the place in the log up to which it has read
 * @param eventTime the event time there
 * @param period the newest learning period then; null for the untrained model
 * @param learned the task that opened that period; null for the untrained model
 */
record Standing(
    long version,
    long sequence,
    Instant eventTime,
    @Nullable Integer period,
    @Nullable Task learned) {

  /** The untrained model, as of the same place in the log. */
  Standing untrained() {
    return new Standing(0, sequence, eventTime, null, null);
  }

  /**
   * How the model that stands here did on a task.
   *
   * @param taskPeriod the period in which the task was first trained on; null if it has not been
   * @param flips against the version scored before; empty if there is none to compare with
   */
  Score score(
      LearnerKey key,
      Evaluation evaluation,
      Task task,
      @Nullable Integer taskPeriod,
      HoldoutSet.Result result,
      Optional<Answers.Flips> flips) {
    Answers answers = result.answers();
    return new Score(
        key.stream(),
        key.learner(),
        evaluation.number(),
        evaluation.cells(),
        evaluation.reason(),
        version,
        sequence,
        eventTime,
        period,
        learned,
        task,
        taskPeriod,
        (long) answers.correct(),
        (long) answers.rows(),
        result.finiteLossNats(),
        evaluation.command(),
        flips.map(Answers.Flips::negative).orElse(null),
        flips.map(Answers.Flips::compared).orElse(null),
        answers.told());
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(version);
    out.writeLong(sequence);
    out.writeLong(eventTime.toEpochMilli());
    out.writeBoolean(period != null);
    if (period != null) {
      out.writeInt(period);
    }
    out.writeBoolean(learned != null);
    if (learned != null) {
      out.writeInt(learned.getIndex());
      out.writeUTF(learned.getName());
    }
  }

  static Standing read(DataInput in) throws IOException {
    return new Standing(
        in.readLong(),
        in.readLong(),
        Instant.ofEpochMilli(in.readLong()),
        in.readBoolean() ? Integer.valueOf(in.readInt()) : null,
        in.readBoolean() ? new Task(in.readInt(), in.readUTF()) : null);
  }
}
