package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * min-ACC of De Lange et al. (2023): the mean over tasks of the least accuracy in any evaluation
 * made after the task's period had ended, however briefly it was that low. What the newest model
 * has recovered from does not raise it. A task that was not scored since its period ended does not
 * enter. In [0, 1].
 */
public final class MinimumAccuracy implements RunningMetric<Evaluation, MinimumAccuracy> {

  private static final byte VERSION = 1;

  private final NavigableMap<Integer, Cell> least = new TreeMap<>();

  @Override
  public String name() {
    return "min-accuracy";
  }

  @Override
  public void add(Evaluation evaluation) {
    evaluation
        .seen()
        .filter(score -> score.learnedIn().getAsInt() < evaluation.period().getAsInt())
        .forEach(score -> least.merge(score.task(), score.cell(), MinimumAccuracy::lesser));
  }

  @Override
  public void append(MinimumAccuracy later) {
    later.least.forEach((task, cell) -> least.merge(task, cell, MinimumAccuracy::lesser));
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
    least.values().forEach(cell -> mean.add(cell.accuracy(), cell.total()));
    return mean.orAbsent("no task has been scored after its period");
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(least.size());
    for (var entry : least.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue().correct());
      out.writeLong(entry.getValue().total());
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    StateVersions.require(name(), VERSION, in);
    least.clear();
    for (int left = in.readInt(); left > 0; left--) {
      least.put(in.readInt(), new Cell(in.readLong(), in.readLong()));
    }
  }
}
