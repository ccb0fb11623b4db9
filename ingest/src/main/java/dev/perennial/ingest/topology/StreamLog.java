package dev.perennial.ingest.topology;

import dev.perennial.ingest.IngestSettings;
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
 * The log of one stream as it grows: numbers what is accepted, and its classes and tasks. Owned by
 * one thread.
 */
final class StreamLog {

  private final String stream;
  private final KeyValueStore<String, StreamState> store;
  private final Dictionary<ClassLabel> classes;
  private final Dictionary<Task> tasks;
  private final TaskNaming naming;
  private @Nullable Format format;
  private long sequence;
  private boolean isNew;
  private boolean hasChanged;

  /** The log that the stores describe; a new one where they have nothing of the stream. */
  StreamLog(String stream, PartitionStores stores, IngestSettings settings) {
    StreamState stored = stores.streams().get(stream);
    StreamState state = stored == null ? StreamState.EMPTY : stored;
    this.stream = stream;
    this.store = stores.streams();
    this.classes =
        new Dictionary<>(stores.names(), stream, Name.Kind.CLASS, state.classes(), ClassLabel::new);
    this.tasks = new Dictionary<>(stores.names(), stream, Name.Kind.TASK, state.tasks(), Task::new);
    this.naming = TaskNaming.of(settings, stream, state.format(), tasks, stores.regimes());
    this.format = state.format().orElse(null);
    this.sequence = state.sequence();
    this.isNew = stored == null;
  }

  /** The name of the task that a sample belongs to if it is the next entry. */
  String taskOf(Sample sample) {
    String task = sample.getTask();
    return task == null ? naming.taskOf(sample, sequence) : task;
  }

  /** The stream's name. */
  String stream() {
    return stream;
  }

  /** The place that the next entry will have. */
  long next() {
    return sequence;
  }

  /** Whether it is none of the partition's streams yet. */
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

  /**
   * The next entry: an accepted sample.
   *
   * @param label the class's name, null exactly when the role is UNLABELLED
   */
  Experience append(Sample sample, Role role, @Nullable String label) {
    if (format == null) {
      format = Format.of(sample.getFeatures());
    }
    Experience experience = append(sample, role, label, taskOf(sample), null);
    if (role != Role.HOLDOUT) {
      naming.accepted(sample);
    }
    return experience;
  }

  /** The next entry: a sample that waited for its label, which has come. */
  Experience append(Sample sample, Role role, String label, Waiting.ForLabel waited) {
    return append(sample, role, label, waited.task(), waited.sequence());
  }

  private Experience append(
      Sample sample, Role role, @Nullable String label, String task, @Nullable Long arrival) {
    return append(
        sample.getEventTime(),
        new Example(
            sample.getId(),
            role,
            tasks.entry(task),
            label == null ? null : classes.entry(label),
            sample.getFeatures(),
            arrival));
  }

  /** The next entry: an accepted command. */
  Experience append(Command command) {
    return append(command.getEventTime(), command);
  }

  /** Begins another task for samples that name none, as a command says. */
  TaskNaming.Change change(Command command) {
    return naming.change(command.getParameters());
  }

  private Experience append(Instant eventTime, Object body) {
    Experience experience = new Experience(stream, sequence++, eventTime, body);
    hasChanged = true;
    return experience;
  }

  /** Makes it one of the partition's streams, although nothing is in its log yet. */
  void open() {
    isNew = false;
    hasChanged = true;
  }

  /** Writes what has changed since the last save; names are written at once. */
  void save() {
    if (!hasChanged) {
      return;
    }
    hasChanged = false;
    naming.save();
    store.put(
        stream,
        new StreamState(sequence, classes.size(), tasks.size(), Optional.ofNullable(format)));
  }
}
