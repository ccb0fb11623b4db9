package dev.perennial.evaluator.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The learning curve of each task, of which metrics are read off: a monoid. Of a stream with many
 * tasks those of a {@link PeriodSample} are kept. Owned by one thread.
 */
public final class LearningCurves {

  private static final byte VERSION = 1;

  /** By the task's index: tasks are numbered in the order in which they appear. */
  private final NavigableMap<Integer, LearningCurve> tasks = new TreeMap<>();

  private final int most;

  /** Tasks that are known to be in no sample any more: none that is dropped comes back. */
  private final BitSet dropped = new BitSet();

  /**
   * No answer yet.
   *
   * @param most of how many tasks a curve is kept, at least 2
   */
  public LearningCurves(int most) {
    this.most = most;
  }

  /** Takes the next answer. */
  public void add(Answer answer) {
    if (dropped.get(answer.task())) {
      return;
    }
    boolean isNew = !tasks.containsKey(answer.task());
    tasks
        .computeIfAbsent(answer.task(), first -> new LearningCurve())
        .add(answer.sequence(), answer.isCorrect());
    if (isNew) {
      prune();
    }
  }

  /** Takes the answers of {@code later}. */
  public void append(LearningCurves later) {
    later.tasks.forEach(
        (task, curve) -> tasks.computeIfAbsent(task, first -> new LearningCurve()).append(curve));
    prune();
  }

  private void prune() {
    PeriodSample sample = sample();
    tasks
        .keySet()
        .removeIf(
            task -> {
              dropped.set(task, !sample.contains(task));
              return dropped.get(task);
            });
  }

  /** Which tasks are kept, and for how many each counts. */
  PeriodSample sample() {
    return new PeriodSample(new TreeSet<>(tasks.keySet()), most);
  }

  /** The kept curves by task. */
  NavigableMap<Integer, LearningCurve> tasks() {
    return tasks;
  }

  /**
   * Writes everything but how many are kept, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(tasks.size());
    for (var task : tasks.entrySet()) {
      out.writeInt(task.getKey());
      task.getValue().save(out);
    }
  }

  /**
   * Takes the state that {@link #save} wrote, in place of its own.
   *
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public void load(DataInput in) throws IOException {
    StateVersions.require("learning curves", VERSION, in);
    tasks.clear();
    dropped.clear();
    for (int left = in.readInt(); left > 0; left--) {
      tasks.put(in.readInt(), LearningCurve.load(in));
    }
    prune();
  }
}
