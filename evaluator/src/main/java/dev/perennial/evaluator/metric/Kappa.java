package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Cohen's kappa, (p0 - pc) / (1 - pc): accuracy p0 against pc, that of a guesser who names each
 * class as often as the model does (Bifet et al. 2015). 1 is perfect, 0 no better than that
 * guesser. In [-1, 1].
 *
 * <p>pc is the sum over classes of the share predicted times the share true, over all answers. "No
 * class" is an answer of its own and never true. Absent where pc is 1.
 */
public final class Kappa implements RunningMetric<Answer, Kappa> {

  private static final byte VERSION = 1;

  private final ClassCounts predicted = new ClassCounts();
  private final ClassCounts actual = new ClassCounts();
  private long correct;
  private long total;

  @Override
  public String name() {
    return "kappa";
  }

  @Override
  public void add(Answer answer) {
    answer.predicted().ifPresent(predicted::add);
    actual.add(answer.actual());
    if (answer.isCorrect()) {
      correct++;
    }
    total++;
  }

  @Override
  public void append(Kappa later) {
    predicted.add(later.predicted);
    actual.add(later.actual);
    correct += later.correct;
    total += later.total;
  }

  @Override
  public Measured value() {
    return Metrics.against(correct, chance(), total, "a guesser with its habits would be perfect");
  }

  /** How many right answers that guesser is expected to give. */
  private double chance() {
    return actual.expectedMatches(predicted, total);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    predicted.save(out);
    actual.save(out);
    out.writeLong(correct);
    out.writeLong(total);
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    predicted.load(in);
    actual.load(in);
    correct = in.readLong();
    total = in.readLong();
  }
}
