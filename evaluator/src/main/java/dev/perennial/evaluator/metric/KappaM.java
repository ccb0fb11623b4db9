package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * (p0 - pm) / (1 - pm): accuracy p0 against pm, that of a classifier which always answers with the
 * majority class (Bifet et al. 2015). Below 0 where that would have done better. At most 1.
 *
 * <p>pm is the share of the class most frequent among all samples so far: the majority in
 * hindsight, which is at least as good as the majority known at each sample, and does not depend on
 * the order of samples. Absent where pm is 1.
 */
public final class KappaM implements RunningMetric<Answer, KappaM> {

  private static final byte VERSION = 1;

  private final ClassCounts actual = new ClassCounts();
  private long correct;
  private long total;

  @Override
  public String name() {
    return "kappa-m";
  }

  @Override
  public void add(Answer answer) {
    actual.add(answer.actual());
    if (answer.isCorrect()) {
      correct++;
    }
    total++;
  }

  @Override
  public void append(KappaM later) {
    actual.add(later.actual);
    correct += later.correct;
    total += later.total;
  }

  @Override
  public Measured value() {
    return Metrics.against(correct, (double) actual.most(), total, "there has been only one class");
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    actual.save(out);
    out.writeLong(correct);
    out.writeLong(total);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    actual.load(in);
    correct = in.readLong();
    total = in.readLong();
  }
}
