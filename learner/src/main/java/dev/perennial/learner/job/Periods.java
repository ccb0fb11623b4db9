package dev.perennial.learner.job;

import dev.perennial.schemas.Task;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a stream has trained on, in which order. A learning period begins with the first
 * training sample of a task never trained on before; a task that returns opens none, so interleaved
 * tasks do not cut each other's batches.
 */
final class Periods {

  private final Map<Integer, Integer> periods = new TreeMap<>();
  private @Nullable Task learned;

  /** The newest period; null before the first training sample. */
  @Nullable Integer period() {
    return periods.isEmpty() ? null : periods.size() - 1;
  }

  /** The task that opened the newest period; null before the first training sample. */
  @Nullable Task learned() {
    return learned;
  }

  /** The period in which a task was first trained on; null if it has not been. */
  @Nullable Integer periodOf(Task task) {
    return periods.get(task.getIndex());
  }

  /** Whether training on {@code task} opens a period. */
  boolean isNew(Task task) {
    return !periods.containsKey(task.getIndex());
  }

  /** Opens the next period with a new task. */
  void begin(Task task) {
    periods.put(task.getIndex(), periods.size());
    learned = task;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(periods.size());
    for (Map.Entry<Integer, Integer> entry : periods.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue());
    }
    if (learned != null) {
      out.writeInt(learned.getIndex());
      out.writeUTF(learned.getName());
    }
  }

  void read(DataInput in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      periods.put(in.readInt(), in.readInt());
    }
    learned = count == 0 ? null : new Task(in.readInt(), in.readUTF());
  }
}
