package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * AAA of Caccia et al. (2022): the mean over evaluations of the mean accuracy on the tasks the
 * scored model had begun to learn. Every evaluation that scored all of these counts once, whether
 * within a period or at its end; those that left one out, and those of the untrained model, do not.
 * In [0, 1].
 *
 * <p>n counts hold-out answers: a sample scored in several evaluations counts in each.
 */
public final class AverageAnytimeAccuracy
    implements RunningMetric<Evaluation, AverageAnytimeAccuracy> {

  private static final byte VERSION = 1;

  private double sum;
  private long evaluations;
  private long answers;

  @Override
  public String name() {
    return "average-anytime-accuracy";
  }

  @Override
  public void add(Evaluation evaluation) {
    if (!evaluation.isWhole()) {
      return;
    }
    Mean seen = new Mean();
    evaluation.seen().map(TaskScore::cell).forEach(cell -> seen.add(cell.accuracy(), cell.total()));
    sum += seen.value();
    evaluations++;
    answers += seen.samples();
  }

  @Override
  public void append(AverageAnytimeAccuracy later) {
    sum += later.sum;
    evaluations += later.evaluations;
    answers += later.answers;
  }

  @Override
  public Measured value() {
    return evaluations == 0
        ? Measured.absent("no evaluation has scored every task begun", 0)
        : Measured.of(sum / evaluations, answers);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeDouble(sum);
    out.writeLong(evaluations);
    out.writeLong(answers);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    sum = in.readDouble();
    evaluations = in.readLong();
    answers = in.readLong();
  }
}
