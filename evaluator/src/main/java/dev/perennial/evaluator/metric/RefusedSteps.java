package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many updates a learner had refused, each of which would have poisoned its model, by its last
 * answer: a count, at least 0, that never falls. The alert: above 0 a human should look, and while
 * it rises nothing, or not everything, is learned.
 */
public final class RefusedSteps implements RunningMetric<Answer, RefusedSteps> {

  private static final byte VERSION = 1;

  private long refused;
  private long total;

  @Override
  public String name() {
    return "refused-steps";
  }

  @Override
  public void add(Answer answer) {
    refused = Math.max(refused, answer.refusedSteps());
    total++;
  }

  @Override
  public void append(RefusedSteps later) {
    refused = Math.max(refused, later.refused);
    total += later.total;
  }

  @Override
  public Measured value() {
    return total == 0
        ? Measured.absent(Metrics.NO_ANSWER, 0)
        : Measured.of((double) refused, total);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(refused);
    out.writeLong(total);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    refused = in.readLong();
    total = in.readLong();
  }
}
