package dev.perennial.ingest.topology;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensor;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The log of one stream as it grows: numbers what is accepted, and its classes and tasks. Every
 * change is in the stores when the method that made it returns. Owned by one thread.
 */
final class StreamLog {

  private final String stream;
  private final KeyValueStore<String, StreamState> store;
  private final Dictionary<ClassLabel> classes;
  private final Dictionary<Task> tasks;
  private final TaskWindows windows;
  private @Nullable Format format;
  private long sequence;
  private boolean isNew;

  /** The log that the stores describe; a new one where they have nothing of the stream. */
  StreamLog(
      String stream,
      KeyValueStore<String, StreamState> streams,
      KeyValueStore<Name, Integer> names,
      TaskWindows windows) {
    StreamState stored = streams.get(stream);
    StreamState state = stored == null ? StreamState.EMPTY : stored;
    this.stream = stream;
    this.store = streams;
    this.classes =
        new Dictionary<>(names, stream, Name.Kind.CLASS, state.classes(), ClassLabel::new);
    this.tasks = new Dictionary<>(names, stream, Name.Kind.TASK, state.tasks(), Task::new);
    this.windows = windows;
    this.format = state.format().orElse(null);
    this.sequence = state.sequence();
    this.isNew = stored == null;
  }

  /** The name of the task that a sample belongs to if it is the next entry. */
  String taskOf(Sample sample) {
    String task = sample.getTask();
    return task == null ? windows.at(sequence) : task;
  }

  /** The stream's name. */
  String stream() {
    return stream;
  }

  /** Whether the stores have nothing of the stream yet. */
  boolean isNew() {
    return isNew;
  }

  /** The stream's classes. */
  Dictionary<ClassLabel> classes() {
    return classes;
  }

  /** The stream's tasks. */
  Dictionary<Task> tasks() {
    return tasks;
  }

  /** Whether a tensor is like those of the stream; before the first, every one is. */
  boolean accepts(Tensor tensor) {
    return format == null || format.fits(tensor);
  }

  /** The format of the stream's samples, in words. */
  String formatText() {
    return format == null ? "any" : format.toString();
  }

  /** Writes the stream into the stores, so that it counts although nothing is in its log yet. */
  void open() {
    save();
  }

  /** The next entry: an accepted sample. */
  Experience append(Sample sample, Role role) {
    if (format == null) {
      format = Format.of(sample.getFeatures());
    }
    String label = sample.getLabel();
    return append(
        sample.getEventTime(),
        new Example(
            sample.getId(),
            role,
            tasks.entry(taskOf(sample)),
            label == null ? null : classes.entry(label),
            sample.getFeatures(),
            null));
  }

  /** The next entry: an accepted command. */
  Experience append(Command command) {
    return append(command.getEventTime(), command);
  }

  private Experience append(Instant eventTime, Object body) {
    Experience experience = new Experience(stream, sequence++, eventTime, body);
    save();
    return experience;
  }

  private void save() {
    isNew = false;
    store.put(
        stream,
        new StreamState(sequence, classes.size(), tasks.size(), Optional.ofNullable(format)));
  }
}
