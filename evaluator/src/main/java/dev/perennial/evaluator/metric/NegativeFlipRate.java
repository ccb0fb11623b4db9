package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * NFR of Yan et al. (2021): of the hold-out samples of the newest evaluation that an older version
 * had answered too, the share that it had right and the newest has wrong. What an average accuracy
 * hides: a model may gain as many as it loses, and whoever relied on those it lost is harmed. In
 * [0, 1].
 *
 * <p>A task is compared with the version it was scored with before, however long ago. An evaluation
 * that compares nothing, such as the first, leaves the value as it is. n counts compared samples.
 */
public final class NegativeFlipRate implements RunningMetric<Evaluation, NegativeFlipRate> {

  private static final byte VERSION = 1;

  private Flips newest = Flips.NONE;

  @Override
  public String name() {
    return "negative-flip-rate";
  }

  @Override
  public void add(Evaluation evaluation) {
    take(evaluation.scores().stream().map(TaskScore::flips).reduce(Flips.NONE, Flips::plus));
  }

  @Override
  public void append(NegativeFlipRate later) {
    take(later.newest);
  }

  private void take(Flips later) {
    if (later.compared() > 0) {
      newest = later;
    }
  }

  @Override
  public Measured value() {
    return newest.compared() == 0
        ? Measured.absent("no task has been scored twice", 0)
        : Measured.of((double) newest.negative() / newest.compared(), newest.compared());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(newest.negative());
    out.writeLong(newest.compared());
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    newest = new Flips(in.readLong(), in.readLong());
  }
}
