package dev.perennial.learner.job;

import dev.perennial.schemas.Task;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a stream has trained on, in which order. A learning period begins with the first
 * training sample of a task never trained on before; a task that returns opens none, so interleaved
 * tasks do not cut each other's batches.
 */
final class Periods {

  /** The task that opened each period. */
  private final List<Task> tasks = new ArrayList<>();

  /** The period that each task opened, by its index. */
  private final Map<Integer, Integer> periods = new HashMap<>();

  /** The newest period; null before the first training sample. */
  @Nullable Integer period() {
    return tasks.isEmpty() ? null : tasks.size() - 1;
  }

  /** The task that opened the newest period; null before the first training sample. */
  @Nullable Task learned() {
    return tasks.isEmpty() ? null : tasks.get(tasks.size() - 1);
  }

  /** The period in which a task was first trained on; null if it has not been. */
  @Nullable Integer periodOf(Task task) {
    return periods.get(task.getIndex());
  }

  /** The name of a task; its index stands for that of one that was never trained on. */
  String nameOf(int task) {
    Integer period = periods.get(task);
    return period == null ? Integer.toString(task) : tasks.get(period).getName();
  }

  /** The index of a name; empty if no task of that name was trained on. O(tasks). */
  OptionalInt indexOf(String name) {
    return indexOf(name, tasks);
  }

  /** The index of the task of that name. */
  static OptionalInt indexOf(String name, Collection<Task> tasks) {
    return tasks.stream()
        .filter(task -> task.getName().equals(name))
        .mapToInt(Task::getIndex)
        .findFirst();
  }

  /** Whether training on {@code task} opens a period. */
  boolean isNew(Task task) {
    return !periods.containsKey(task.getIndex());
  }

  /** Opens the next period with a new task. */
  void begin(Task task) {
    periods.put(task.getIndex(), tasks.size());
    tasks.add(task);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(tasks.size());
    for (Task task : tasks) {
      out.writeInt(task.getIndex());
      out.writeUTF(task.getName());
    }
  }

  void read(DataInput in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      begin(new Task(in.readInt(), in.readUTF()));
    }
  }
}
