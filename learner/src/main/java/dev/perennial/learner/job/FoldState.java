package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The small part of a fold's state: where it stands. The large parts save themselves. */
final class FoldState {

  /** Of the bytes; a change of their meaning is a new number and a reader for the old one. */
  private static final byte FORMAT = 4;

  /** The last entry folded; -1 before the first. */
  long sequence = -1;

  /** The event time of that entry. */
  Instant eventTime = Instant.EPOCH;

  /** The last evaluation made; -1 before the first. */
  long evaluation = -1;

  /** The newest version scored; -1 before the first. */
  long scoredVersion = -1;

  /** The evaluation that scored it; -1 before the first. */
  long scoredEvaluation = -1;

  /** Whether an update was made since the learner last heard of a boundary. */
  boolean learnedSinceBoundary;

  /** The last snapshot, or that which was gone back to since; null before the first. */
  @Nullable String parentSha256;

  /** Whether a command said to learn nothing until another says so. */
  boolean paused;

  /** The recipe's keys that commands gave other values. */
  Overrides overrides = Overrides.NONE;

  /** The last place at which a command made the learner forget examples; -1 before the first. */
  long forgottenUpTo = -1;

  /** While entries are pending: the last one before them. */
  long settledSequence = -1;

  /** While entries are pending: the event time of the last one before them. */
  Instant settledTime = Instant.EPOCH;

  /** What a row looks like; null before the first example. */
  @Nullable Features features;

  final Periods periods = new Periods();
  final Refusals refusals = new Refusals();
  final ScoringBudget budget = new ScoringBudget();
  final ClassNames classes = new ClassNames();

  /** The tasks that have hold-out samples, by index. */
  final Map<Integer, Task> tasks = new TreeMap<>();

  /** Entries of the batch that is not full yet. */
  final List<Routed> pending = new ArrayList<>();

  /** Where a model of that version stands, having read up to here. */
  Standing standing(long version) {
    return new Standing(version, sequence, eventTime, periods.period(), periods.learned());
  }

  /** The index of the task of that name; empty if the log has told none. */
  OptionalInt taskNamed(String name) {
    OptionalInt trained = periods.indexOf(name);
    return trained.isPresent() ? trained : Periods.indexOf(name, tasks.values());
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(sequence);
      out.writeLong(eventTime.toEpochMilli());
      out.writeLong(evaluation);
      out.writeLong(scoredVersion);
      out.writeLong(scoredEvaluation);
      out.writeBoolean(learnedSinceBoundary);
      out.writeUTF(parentSha256 == null ? "" : parentSha256);
      writeFeatures(out);
      periods.write(out);
      classes.write(out);
      out.writeInt(tasks.size());
      for (Task task : tasks.values()) {
        out.writeInt(task.getIndex());
        out.writeUTF(task.getName());
      }
      out.writeInt(pending.size());
      for (Routed entry : pending) {
        out.writeInt(entry.partition);
        out.writeLong(entry.offset);
        out.writeLong(entry.timestamp);
        out.writeInt(entry.value.length);
        out.write(entry.value);
      }
      refusals.write(out);
      budget.write(out);
      out.writeBoolean(paused);
      overrides.write(out);
      out.writeLong(forgottenUpTo);
      out.writeLong(settledSequence);
      out.writeLong(settledTime.toEpochMilli());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The state that {@link #toBytes} wrote.
   *
   * @throws IllegalStateException if another version of Perennial wrote it that this one cannot
   *     read
   */
  static FoldState of(LearnerKey key, byte[] bytes) {
    FoldState state = new FoldState();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "the state of %s has format %d, this version reads format %d"
                .formatted(key.text(), format, FORMAT));
      }
      state.sequence = in.readLong();
      state.eventTime = Instant.ofEpochMilli(in.readLong());
      state.evaluation = in.readLong();
      state.scoredVersion = in.readLong();
      state.scoredEvaluation = in.readLong();
      state.learnedSinceBoundary = in.readBoolean();
      String parent = in.readUTF();
      state.parentSha256 = parent.isEmpty() ? null : parent;
      state.features = readFeatures(in);
      state.periods.read(in);
      state.classes.read(in);
      int tasks = in.readInt();
      for (int i = 0; i < tasks; i++) {
        Task task = new Task(in.readInt(), in.readUTF());
        state.tasks.put(task.getIndex(), task);
      }
      int pending = in.readInt();
      for (int i = 0; i < pending; i++) {
        state.pending.add(
            new Routed(
                key.text(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readNBytes(in.readInt())));
      }
      state.refusals.read(in);
      state.budget.read(in);
      state.paused = in.readBoolean();
      state.overrides = Overrides.read(in);
      state.forgottenUpTo = in.readLong();
      state.settledSequence = in.readLong();
      state.settledTime = Instant.ofEpochMilli(in.readLong());
    } catch (IOException e) {
      throw new UncheckedIOException("the state of " + key.text() + " is cut short", e);
    }
    return state;
  }

  private void writeFeatures(DataOutputStream out) throws IOException {
    out.writeUTF(features == null ? "" : features.elementType().name());
    if (features != null) {
      out.writeInt(features.shape().size());
      for (int length : features.shape()) {
        out.writeInt(length);
      }
    }
  }

  private static @Nullable Features readFeatures(DataInputStream in) throws IOException {
    String type = in.readUTF();
    if (type.isEmpty()) {
      return null;
    }
    int dimensions = in.readInt();
    List<Integer> shape = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      shape.add(in.readInt());
    }
    return new Features(shape, ElementType.valueOf(type));
  }
}
