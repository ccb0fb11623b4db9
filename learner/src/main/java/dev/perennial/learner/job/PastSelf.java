package dev.perennial.learner.job;

import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.snapshot.Safetensors;
import dev.perennial.schemas.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model as it was before the first step on a task, kept until the task has enough hold-out
 * samples to score it on. On a live stream a task's hold-out samples come with its training
 * samples, too late for the scoring at the boundary; without its past self a learner's forward
 * transfer would stay unknown.
 *
 * @param task the task that was new
 * @param rows how many hold-out samples the task had then, on which it was scored like every model
 *     at a boundary
 * @param version the model's version then
 * @param sequence the place in the log up to which it had read
 * @param eventTime the event time there
 * @param period the period that had ended; null for the untrained model
 * @param learned the task that opened that period; null for the untrained model
 * @param model the model
 */
record PastSelf(
    Task task,
    int rows,
    long version,
    long sequence,
    Instant eventTime,
    @Nullable Integer period,
    @Nullable Task learned,
    Model model) {

  /**
   * So many hold-out samples are enough: the standard error of an accuracy is then at most 5
   * points.
   */
  static final int ENOUGH_ROWS = 100;

  private static final String FACTS = "facts";
  private static final String MODEL = "model";

  /** Of the facts; a change of their meaning is a new number and a reader for the old one. */
  private static final byte FORMAT = 1;

  /** The same, scored on so many hold-out samples. */
  PastSelf scoredOn(int scoredRows) {
    return new PastSelf(task, scoredRows, version, sequence, eventTime, period, learned, model);
  }

  /** Writes the facts, and the model beside them. */
  void save(StateStore store) {
    store.put(MODEL, Safetensors.encode(model, Map.of()));
    store.put(FACTS, facts());
  }

  /** Drops what {@link #save} wrote, if it did. */
  static void remove(StateStore store) {
    store.remove(FACTS);
    store.remove(MODEL);
  }

  /**
   * What {@link #save} wrote; empty if it wrote nothing.
   *
   * @throws IllegalStateException if another version of Perennial wrote it that this one cannot
   *     read, or the model is missing
   */
  static Optional<PastSelf> restore(StateStore store) {
    return store
        .get(FACTS)
        .map(
            facts ->
                of(
                    facts,
                    Safetensors.decode(
                            store
                                .get(MODEL)
                                .orElseThrow(
                                    () -> new IllegalStateException("the past self has no model")))
                        .model()));
  }

  private byte[] facts() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      write(out, task);
      out.writeInt(rows);
      out.writeLong(version);
      out.writeLong(sequence);
      out.writeLong(eventTime.toEpochMilli());
      out.writeBoolean(period != null);
      if (period != null) {
        out.writeInt(period);
      }
      out.writeBoolean(learned != null);
      if (learned != null) {
        write(out, learned);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static PastSelf of(byte[] facts, Model model) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(facts))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "the past self has format %d, this version reads format %d".formatted(format, FORMAT));
      }
      return new PastSelf(
          readTask(in),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          Instant.ofEpochMilli(in.readLong()),
          in.readBoolean() ? Integer.valueOf(in.readInt()) : null,
          in.readBoolean() ? readTask(in) : null,
          model);
    } catch (IOException e) {
      throw new UncheckedIOException("the past self is cut short", e);
    }
  }

  private static void write(DataOutputStream out, Task task) throws IOException {
    out.writeInt(task.getIndex());
    out.writeUTF(task.getName());
  }

  private static Task readTask(DataInputStream in) throws IOException {
    return new Task(in.readInt(), in.readUTF());
  }
}
