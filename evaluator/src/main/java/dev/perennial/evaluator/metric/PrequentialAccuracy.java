package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The share of all answers that were right, each given before its sample was learned
 * (test-then-train; Gama et al. 2013). In [0, 1].
 *
 * <p>Misleads when read alone: on a blocked stream a learner that forgets everything can lead it.
 */
public final class PrequentialAccuracy implements RunningMetric<Answer, PrequentialAccuracy> {

  private static final byte VERSION = 1;

  private long correct;
  private long total;

  @Override
  public String name() {
    return "prequential-accuracy";
  }

  @Override
  public void add(Answer answer) {
    if (answer.isCorrect()) {
      correct++;
    }
    total++;
  }

  @Override
  public void append(PrequentialAccuracy later) {
    correct += later.correct;
    total += later.total;
  }

  @Override
  public Measured value() {
    return total == 0
        ? Measured.absent(Metrics.NO_ANSWER, 0)
        : Measured.of((double) correct / total, total);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(correct);
    out.writeLong(total);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    correct = in.readLong();
    total = in.readLong();
  }
}
