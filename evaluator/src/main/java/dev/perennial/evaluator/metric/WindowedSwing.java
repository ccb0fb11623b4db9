package dev.perennial.evaluator.metric;

import static java.util.function.Predicate.not;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The largest drop (or rise) of a task's accuracy within any k evaluations in a row of those that
 * scored it since it began to be learned, the mean over tasks. In [0, 1]; a task enters with its
 * second such evaluation. n counts the samples of each task's smallest: hold-out sets grow.
 *
 * <p>The order of evaluations matters: it is that of their numbers.
 *
 * @param <M> the metric itself
 */
abstract class WindowedSwing<M extends WindowedSwing<M>> implements RunningMetric<Evaluation, M> {

  private static final byte VERSION = 1;

  private final String name;
  private final int window;
  private final int sign;
  private final int most;

  /** By the period the task was learned in. */
  private final NavigableMap<Integer, Swing> tasks = new TreeMap<>();

  /** One task's drops, and the fewest samples of any of its evaluations. */
  private static final class Swing {
    private final LargestDrop drop;
    private long samples = Long.MAX_VALUE;

    Swing(int window) {
      this.drop = new LargestDrop(window);
    }
  }

  /**
   * Nothing folded.
   *
   * @param window k, in [2, {@value Metrics#MOST_EVALUATION_WINDOW}]
   * @param most how many tasks are watched: a sample of more stands for all; at least 2
   * @param sign 1 for drops, -1 for rises
   */
  WindowedSwing(String name, int window, int most, int sign) {
    if (window < 2 || window > Metrics.MOST_EVALUATION_WINDOW) {
      throw new IllegalArgumentException(
          "window must be in [2, %d]: %d".formatted(Metrics.MOST_EVALUATION_WINDOW, window));
    }
    this.name = name + "-" + window;
    this.window = window;
    this.most = most;
    this.sign = sign;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void add(Evaluation evaluation) {
    evaluation
        .seen()
        .forEach(
            score -> {
              Swing swing = of(score.learnedIn().getAsInt());
              swing.drop.add(sign * score.cell().accuracy());
              swing.samples = Math.min(swing.samples, score.cell().total());
            });
    tasks.keySet().removeIf(not(sample()::contains));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code later} has another window
   */
  @Override
  public final void append(M later) {
    appendAll(later);
  }

  private void appendAll(WindowedSwing<M> later) {
    if (later.window != window) {
      throw new IllegalArgumentException(
          "windows must be equal: %d, %d".formatted(window, later.window));
    }
    later.tasks.forEach(
        (period, theirs) -> {
          Swing swing = of(period);
          swing.drop.append(theirs.drop);
          swing.samples = Math.min(swing.samples, theirs.samples);
        });
    tasks.keySet().removeIf(not(sample()::contains));
  }

  private Swing of(int period) {
    return tasks.computeIfAbsent(period, number -> new Swing(window));
  }

  private PeriodSample sample() {
    return new PeriodSample(new TreeSet<>(tasks.keySet()), most);
  }

  @Override
  public final Measured value() {
    Mean mean = new Mean();
    PeriodSample sample = sample();
    tasks.forEach(
        (period, swing) -> {
          if (swing.drop.isDefined()) {
            mean.add(swing.drop.value(), swing.samples, sample.weight(period));
          }
        });
    return mean.orAbsent("no learned task has been scored twice");
  }

  @Override
  public final void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeShort(window);
    out.writeInt(tasks.size());
    for (Map.Entry<Integer, Swing> task : tasks.entrySet()) {
      out.writeInt(task.getKey());
      task.getValue().drop.save(out);
      out.writeLong(task.getValue().samples);
    }
  }

  /** {@inheritDoc} Of a state with another window nothing is taken: the metric begins anew. */
  @Override
  public final void load(DataInput in) throws IOException {
    StateVersions.require(name, VERSION, in);
    tasks.clear();
    int saved = in.readShort();
    for (int left = in.readInt(); left > 0; left--) {
      int period = in.readInt();
      Swing swing = new Swing(saved);
      swing.drop.load(in);
      swing.samples = in.readLong();
      if (saved == window) {
        tasks.put(period, swing);
      }
    }
    tasks.keySet().removeIf(not(sample()::contains));
  }
}
