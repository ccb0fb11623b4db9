package dev.perennial.evaluator.metric;

import static java.util.function.Predicate.not;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * min-ACC of De Lange et al. (2023): the mean over tasks of the least accuracy in any evaluation
 * made after the task's period had ended, however briefly it was that low. What the newest model
 * has recovered from does not raise it. A task that was not scored since its period ended does not
 * enter. In [0, 1].
 */
public final class MinimumAccuracy implements RunningMetric<Evaluation, MinimumAccuracy> {

  private static final byte VERSION = 1;

  /** By the period the task was learned in. */
  private final NavigableMap<Integer, Cell> least = new TreeMap<>();

  private final int most;

  /**
   * Nothing folded.
   *
   * @param most of how many tasks the least is kept: a sample of more stands for all; at least 2
   */
  public MinimumAccuracy(int most) {
    this.most = most;
  }

  @Override
  public String name() {
    return "min-accuracy";
  }

  @Override
  public void add(Evaluation evaluation) {
    evaluation
        .seen()
        .filter(score -> score.learnedIn().getAsInt() < evaluation.period().getAsInt())
        .forEach(
            score ->
                least.merge(score.learnedIn().getAsInt(), score.cell(), MinimumAccuracy::lesser));
    least.keySet().removeIf(not(sample()::contains));
  }

  @Override
  public void append(MinimumAccuracy later) {
    later.least.forEach((period, cell) -> least.merge(period, cell, MinimumAccuracy::lesser));
    least.keySet().removeIf(not(sample()::contains));
  }

  // Of two that are as low the one on more samples, so that the order does not matter.
  private static Cell lesser(Cell one, Cell other) {
    int order = Double.compare(one.accuracy(), other.accuracy());
    boolean isOne = order == 0 ? one.total() >= other.total() : order < 0;
    return isOne ? one : other;
  }

  @Override
  public Measured value() {
    Mean mean = new Mean();
    PeriodSample sample = sample();
    least.forEach((period, cell) -> mean.add(cell.accuracy(), cell.total(), sample.weight(period)));
    return mean.orAbsent("no task has been scored after its period");
  }

  private PeriodSample sample() {
    return new PeriodSample(new TreeSet<>(least.keySet()), most);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(least.size());
    for (var entry : least.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().save(out);
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    least.clear();
    for (int left = in.readInt(); left > 0; left--) {
      least.put(in.readInt(), Cell.load(in));
    }
    least.keySet().removeIf(not(sample()::contains));
  }
}
