package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * (p0 - pc) / (1 - pc): accuracy p0 against pc, that of the no-change classifier, which always
 * answers with the true class of the sample before (Bifet et al. 2015). Below 0 where repeating the
 * last label would have done better. At most 1.
 *
 * <p>The no-change classifier has no answer to the first sample, which counts as wrong, as it does
 * for a model that knows no class; both are thus judged on the same samples. Absent where pc is 1.
 */
public final class KappaTemporal implements RunningMetric<Answer, KappaTemporal> {

  private static final byte VERSION = 1;

  private long correct;
  private long unchanged;
  private long total;
  private OptionalInt first = OptionalInt.empty();
  private OptionalInt last = OptionalInt.empty();

  @Override
  public String name() {
    return "kappa-temporal";
  }

  @Override
  public void add(Answer answer) {
    OptionalInt actual = OptionalInt.of(answer.actual());
    if (answer.isCorrect()) {
      correct++;
    }
    if (last.equals(actual)) {
      unchanged++;
    }
    if (total == 0) {
      first = actual;
    }
    last = actual;
    total++;
  }

  @Override
  public void append(KappaTemporal later) {
    if (later.total == 0) {
      return;
    }
    correct += later.correct;
    unchanged += later.unchanged + (last.equals(later.first) ? 1 : 0);
    if (total == 0) {
      first = later.first;
    }
    last = later.last;
    total += later.total;
  }

  @Override
  public Measured value() {
    return Metrics.against(
        correct, (double) unchanged, total, "repeating the last label is always right");
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(correct);
    out.writeLong(unchanged);
    out.writeLong(total);
    if (total > 0) {
      out.writeInt(first.getAsInt());
      out.writeInt(last.getAsInt());
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    correct = in.readLong();
    unchanged = in.readLong();
    total = in.readLong();
    first = total > 0 ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
    last = total > 0 ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
  }
}
