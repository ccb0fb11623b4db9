package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Plasticity of Elsayed and Mahmood (2024): how much of the loss on a batch one update on it takes
 * away, clamp(1 - after / max(before, 1e-8), 0, 1), the mean over the updates that were measured.
 * Near 0 where a network has stopped learning. In [0, 1].
 */
public final class Plasticity implements RunningMetric<Progress, Plasticity> {

  private static final byte VERSION = 1;
  private static final double LEAST_LOSS = 1e-8;

  private double sum;
  private long steps;
  private long samples;

  @Override
  public String name() {
    return "plasticity";
  }

  @Override
  public void add(Progress step) {
    double left = step.lossAfter() / Math.max(step.lossBefore(), LEAST_LOSS);
    sum += Math.min(1, Math.max(0, 1 - left));
    steps++;
    samples += step.rows();
  }

  @Override
  public void append(Plasticity later) {
    sum += later.sum;
    steps += later.steps;
    samples += later.samples;
  }

  @Override
  public Measured value() {
    return steps == 0
        ? Measured.absent("no update has been measured", 0)
        : Measured.of(sum / steps, samples);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeDouble(sum);
    out.writeLong(steps);
    out.writeLong(samples);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    sum = in.readDouble();
    steps = in.readLong();
    samples = in.readLong();
  }
}
