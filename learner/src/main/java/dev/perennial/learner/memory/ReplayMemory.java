package dev.perennial.learner.memory;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.Workspace;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Labelled rows kept for replay: a tensor for the inputs, in the data's own type, and one for the
 * labels. This class decides what goes where; the step program moves the data. Storage doubles on
 * demand up to the capacity. Owned by one thread.
 */
public final class ReplayMemory implements AutoCloseable {

  private static final int FIRST_ROWS = 1024;

  /** Of counters and slots, which are written together. */
  private static final StateFormat FORMAT = new StateFormat("the saved memory", 1);

  private static final int COUNTERS_BYTES = 2 * Long.BYTES + Integer.BYTES;

  private final NDManager manager;
  private final Features features;
  private final int capacity;
  private final UpdatePolicy policy;
  private final Retrieval retrieval;
  private final BitSet unsaved = new BitSet();
  private final Map<Integer, Integer> planned = new LinkedHashMap<>();
  private StateTensor inputs;
  private StateTensor labels;
  private int plannedRows;
  private long seen;
  private long draws;
  private int size;

  /**
   * An empty memory.
   *
   * @param capacity the most rows it holds, at least 1
   * @throws IllegalArgumentException if that many rows exceed 2 GiB
   */
  public ReplayMemory(
      NDManager manager,
      Features features,
      int capacity,
      UpdatePolicy policy,
      Retrieval retrieval) {
    if ((long) capacity * features.sizeBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "memory holds at most 2 GiB: %d rows of %d bytes"
              .formatted(capacity, features.sizeBytes()));
    }
    this.manager = manager;
    this.features = features;
    this.capacity = capacity;
    this.policy = policy;
    this.retrieval = retrieval;
    this.inputs = inputs(1);
    this.labels = labels(1);
  }

  /** How many rows it holds, at most its capacity. */
  public int size() {
    return size;
  }

  /** The tensors programs see: inputs, labels. Others after {@link #plan} says so. */
  public List<StateTensor> tensors() {
    return List.of(inputs, labels);
  }

  /** The slots of the next replay: {@code count} of them, or all there are. */
  public int[] retrieve(int count) {
    return retrieval.slots(Math.min(count, size), size, draws++);
  }

  /** What planning did to the tensors. */
  public enum Storage {
    /** They are the same. */
    KEPT,
    /** They are others; programs must be bound again. */
    MOVED
  }

  /**
   * Tells the program which of the next rows to keep and where, and makes room for them. Where two
   * rows draw one slot the later stays. O(rows), amortized.
   */
  public Storage plan(int rows, Workspace workspace) {
    planned.clear();
    plannedRows = rows;
    for (int row = 0; row < rows; row++) {
      int current = row;
      policy.slot(seen + row, capacity).ifPresent(slot -> planned.put(slot, current));
    }
    workspace.keepNothing();
    planned.forEach((slot, row) -> workspace.keep(row, slot));
    return reserve(sizeAfter(planned.keySet()));
  }

  private int sizeAfter(Set<Integer> slots) {
    return slots.stream().mapToInt(slot -> slot + 1).reduce(size, Math::max);
  }

  private Storage reserve(int needed) {
    int present = labels.view().capacity() / Long.BYTES;
    if (needed <= present) {
      return Storage.KEPT;
    }
    int wanted = (int) Math.min(capacity, Math.max(needed, Math.max(FIRST_ROWS, 2L * present)));
    inputs = moved(inputs, inputs(wanted));
    labels = moved(labels, labels(wanted));
    return Storage.MOVED;
  }

  /** The program did what was planned last. */
  public void learned() {
    seen += plannedRows;
    plannedRows = 0;
    size = sizeAfter(planned.keySet());
    planned.keySet().forEach(unsaved::set);
    planned.clear();
  }

  /** Writes counters, and the slots that changed since the last call. */
  public void save(StateStore store) {
    store.put(
        "counters",
        FORMAT.write(
            COUNTERS_BYTES, counters -> counters.putLong(seen).putLong(draws).putInt(size)));
    for (int slot = unsaved.nextSetBit(0); slot >= 0; slot = unsaved.nextSetBit(slot + 1)) {
      ByteBuffer entry = ByteBuffer.allocate(Long.BYTES + features.sizeBytes());
      entry.put(0, labels.view(), slot * Long.BYTES, Long.BYTES);
      entry.put(Long.BYTES, inputs.view(), slot * features.sizeBytes(), features.sizeBytes());
      store.put(slotName(slot), entry.array());
    }
    unsaved.clear();
  }

  /** Makes the next {@link #save} write every slot, as a store that holds none needs it. */
  public void saveAll() {
    unsaved.set(0, size);
  }

  /**
   * Becomes what was saved; the tensors may be others afterwards.
   *
   * @throws IllegalStateException if a slot is missing, or the format is another
   */
  public void restore(StateStore store) {
    ByteBuffer counters = FORMAT.open(present(store, "counters"));
    seen = counters.getLong();
    draws = counters.getLong();
    size = counters.getInt();
    reserve(size);
    for (int slot = 0; slot < size; slot++) {
      ByteBuffer entry = ByteBuffer.wrap(present(store, slotName(slot)));
      labels.view().put(slot * Long.BYTES, entry, 0, Long.BYTES);
      inputs.view().put(slot * features.sizeBytes(), entry, Long.BYTES, features.sizeBytes());
    }
    unsaved.clear();
  }

  private static String slotName(int slot) {
    return "slot-" + slot;
  }

  private static byte[] present(StateStore store, String name) {
    return store
        .get(name)
        .orElseThrow(() -> new IllegalStateException("the saved memory lacks " + name));
  }

  private StateTensor inputs(int rows) {
    DataType type = features.elementType() == ElementType.UINT8 ? DataType.UINT8 : DataType.FLOAT32;
    return new StateTensor(manager, "memory.inputs", type, rows, features.size());
  }

  private StateTensor labels(int rows) {
    return new StateTensor(manager, "memory.labels", DataType.INT64, rows);
  }

  private static StateTensor moved(StateTensor from, StateTensor to) {
    to.view().put(0, from.view(), 0, from.view().capacity());
    from.close();
    return to;
  }

  @Override
  public void close() {
    inputs.close();
    labels.close();
  }
}
