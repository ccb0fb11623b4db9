package dev.perennial.learner.memory;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.step.InputView;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.StateTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The kept rows themselves: one tensor a column, whose rows this class takes in, moves, saves and
 * restores. What the model gives a row, its logits, programs write; on a device they keep inputs
 * and label there, too, where this class keeps them on the host. Owned by one thread.
 */
final class Rows implements AutoCloseable {

  private static final int INPUTS = 0;
  private static final int LABELS = 1;
  private static final int LOGITS = 2;
  private static final int KNOWN = 3;

  private final Residence residence;
  private final Features features;
  private final List<StateTensor> tensors = new ArrayList<>();
  private final Occupants occupants = new Occupants();

  /** Room for one row. */
  Rows(Residence residence, Features features, ReplayMemory.Columns columns) {
    this.residence = residence;
    this.features = features;
    tensors.add(
        new StateTensor(residence, "memory.inputs", InputView.type(features), 1, features.size()));
    tensors.add(new StateTensor(residence, "memory.labels", DataType.INT64, 1));
    if (columns == ReplayMemory.Columns.WITH_LOGITS) {
      tensors.add(new StateTensor(residence, "memory.logits", DataType.FLOAT32, 1, 0));
      tensors.add(new StateTensor(residence, "memory.known", DataType.INT64, 1));
    }
  }

  /** Inputs and labels, then logits and known if they are kept. */
  List<StateTensor> tensors() {
    return List.copyOf(tensors);
  }

  /** For how many rows there is room. */
  int room() {
    return tensors.get(LABELS).view().capacity() / Long.BYTES;
  }

  /** How many classes' logits there is room for; 0 if none are kept. */
  int classes() {
    return keepsLogits() ? sizeBytes(LOGITS) / Float.BYTES : 0;
  }

  boolean keepsLogits() {
    return tensors.size() > LOGITS;
  }

  /** Whether a program has to write something of each row that is kept. */
  boolean areWrittenByPrograms() {
    return keepsLogits() || !residence.isHost();
  }

  /** This class sees what programs wrote: the logits, as the rest it has taken in itself. */
  void download() {
    tensors.stream().skip(LOGITS).forEach(StateTensor::download);
  }

  /** Programs see what this class has done, but for {@link #take}, which they do themselves. */
  void upload() {
    tensors.forEach(StateTensor::upload);
  }

  /** Which sample a row is, which no program sees. */
  Origin origin(int row) {
    return occupants.origin(row);
  }

  /** A row, in use or the first that is not, is that sample, learned as that class. */
  private void occupy(int row, int label, Origin origin) {
    occupants.set(row, label, origin);
  }

  /**
   * A row, in use or the first that is not, becomes that sample, learned as that class: what stands
   * in a row of {@code batch}, copied. Its logits are the step program's to write.
   */
  void take(int row, int label, Origin origin, Inputs batch, int from) {
    int size = features.sizeBytes();
    tensors.get(INPUTS).view().put(row * size, batch.buffer(), from * size, size);
    tensors.get(LABELS).view().putLong(row * Long.BYTES, label);
    occupy(row, label, origin);
  }

  /** How many rows in use there are of each class and task. */
  Holdings holdings() {
    return occupants.holdings();
  }

  /** The rows from {@code count} on are free; what stands there stays until {@link #clear}. */
  void truncate(int count) {
    occupants.truncate(count);
  }

  /** Makes room for that many rows, at least those there are. */
  void grow(int rows) {
    occupants.grow(rows);
    tensors.replaceAll(
        tensor -> {
          long[] shape = tensor.shape();
          long[] grown =
              LongStream.concat(LongStream.of(rows), Arrays.stream(shape, 1, shape.length))
                  .toArray();
          StateTensor larger = new StateTensor(residence, tensor.name(), tensor.type(), grown);
          larger.startWith(tensor);
          tensor.close();
          return larger;
        });
  }

  /** Makes room for the logits of that many classes, which are zero where they are new. */
  void widen(int classes) {
    StateTensor narrow = tensors.get(LOGITS);
    StateTensor wide = new StateTensor(residence, narrow.name(), DataType.FLOAT32, room(), classes);
    int before = sizeBytes(LOGITS);
    narrow.download();
    for (int row = 0; row < room(); row++) {
      wide.view().put(row * classes * Float.BYTES, narrow.view(), row * before, before);
    }
    wide.upload();
    tensors.set(LOGITS, wide);
    narrow.close();
  }

  /** What stands in one row stands in the other too. */
  void copy(int from, int to) {
    occupants.copy(from, to);
    for (int column = 0; column < tensors.size(); column++) {
      int size = sizeBytes(column);
      ByteBuffer view = tensors.get(column).view();
      view.put(to * size, view, from * size, size);
    }
  }

  /** What stands in the rows from one to another, exclusive, the last in use, is no more. */
  void clear(int from, int to) {
    truncate(from);
    for (int column = 0; column < tensors.size(); column++) {
      int size = sizeBytes(column);
      tensors.get(column).view().put(from * size, new byte[(to - from) * size]);
    }
  }

  /** How much {@link #write} writes of that row. */
  int writtenBytes(int row) {
    int plain = Integer.BYTES + Origin.SIZE_BYTES + features.sizeBytes();
    return keepsLogits() ? plain + Integer.BYTES + known(row) * Float.BYTES : plain;
  }

  /** Writes label, origin and inputs, then how many logits were known and those. */
  void write(int row, ByteBuffer to) {
    to.putInt(occupants.label(row));
    origin(row).write(to);
    write(INPUTS, row, sizeBytes(INPUTS), to);
    if (keepsLogits()) {
      to.putInt(known(row));
      write(LOGITS, row, known(row) * Float.BYTES, to);
    }
  }

  /**
   * Reads what {@link #write} wrote into a row in use, or the first that is not.
   *
   * @throws IllegalStateException if it knows more classes than there is room for
   */
  void read(int row, ByteBuffer from) {
    int label = from.getInt();
    tensors.get(LABELS).view().putLong(row * Long.BYTES, label);
    occupy(row, label, Origin.read(from));
    read(INPUTS, row, sizeBytes(INPUTS), from);
    if (keepsLogits()) {
      int known = from.getInt();
      if (known > classes()) {
        throw new IllegalStateException(
            "the saved memory has logits of %d classes, there is room for %d"
                .formatted(known, classes()));
      }
      tensors.get(KNOWN).view().putLong(row * Long.BYTES, known);
      tensors.get(LOGITS).view().put(row * sizeBytes(LOGITS), new byte[sizeBytes(LOGITS)]);
      read(LOGITS, row, known * Float.BYTES, from);
    }
  }

  private int known(int row) {
    return (int) tensors.get(KNOWN).view().getLong(row * Long.BYTES);
  }

  private void write(int column, int row, int size, ByteBuffer to) {
    to.put(to.position(), tensors.get(column).view(), row * sizeBytes(column), size);
    to.position(to.position() + size);
  }

  private void read(int column, int row, int size, ByteBuffer from) {
    tensors.get(column).view().put(row * sizeBytes(column), from, from.position(), size);
    from.position(from.position() + size);
  }

  /** What one row of a column takes. */
  private int sizeBytes(int column) {
    return tensors.get(column).view().capacity() / room();
  }

  @Override
  public void close() {
    tensors.forEach(StateTensor::close);
  }
}
