package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Prequential accuracy with a fading factor (Gama et al. 2013): S / B where every answer makes S =
 * α S + c and B = α B + 1, with c 1 if it was right and 0 if not. With α = 0.999 an answer has half
 * its weight after 693 others. In [0, 1].
 */
public final class FadingAccuracy implements RunningMetric<Answer, FadingAccuracy> {

  private static final byte VERSION = 1;

  private final double alpha;
  private double correct;
  private double weight;
  private long total;

  /**
   * Nothing folded.
   *
   * @param alpha the fading factor, in (0, 1]; 1 does not fade
   * @throws IllegalArgumentException if it is outside
   */
  public FadingAccuracy(double alpha) {
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha must be in (0, 1]: " + alpha);
    }
    this.alpha = alpha;
  }

  @Override
  public String name() {
    return "prequential-accuracy-fading";
  }

  @Override
  public void add(Answer answer) {
    correct = alpha * correct + (answer.isCorrect() ? 1 : 0);
    weight = alpha * weight + 1;
    total++;
  }

  @Override
  public void append(FadingAccuracy later) {
    double faded = Math.pow(alpha, (double) later.total);
    correct = faded * correct + later.correct;
    weight = faded * weight + later.weight;
    total += later.total;
  }

  @Override
  public Measured value() {
    return total == 0
        ? Measured.absent(Metrics.NO_ANSWER, 0)
        : Measured.of(correct / weight, total);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeDouble(correct);
    out.writeDouble(weight);
    out.writeLong(total);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    correct = in.readDouble();
    weight = in.readDouble();
    total = in.readLong();
  }
}
