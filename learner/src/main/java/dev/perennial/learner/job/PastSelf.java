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
import java.util.Map;
import java.util.Optional;

/**
 * The model as it was before the first step on a task, kept until the task has enough hold-out
 * samples to score it on. On a live stream a task's hold-out samples come with its training
 * samples, too late for the scoring at the boundary; without its past self a learner's forward
 * transfer would stay unknown.
 *
 * @param task the task that was new
 * @param rows how many hold-out samples the task had then, on which it was scored like every model
 *     at a boundary
 * @param standing where it stood: its version, the place in the log, the period that had ended
 * @param model the model
 */
record PastSelf(Task task, int rows, Standing standing, Model model) {

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
    return new PastSelf(task, scoredRows, standing, model);
  }

  /** The same with another model. */
  PastSelf withModel(Model other) {
    return new PastSelf(task, rows, standing, other);
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
      out.writeInt(task.getIndex());
      out.writeUTF(task.getName());
      out.writeInt(rows);
      standing.write(out);
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
          new Task(in.readInt(), in.readUTF()), in.readInt(), Standing.read(in), model);
    } catch (IOException e) {
      throw new UncheckedIOException("the past self is cut short", e);
    }
  }
}
