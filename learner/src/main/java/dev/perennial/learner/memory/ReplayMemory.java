package dev.perennial.learner.memory;

import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.Workspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Labelled rows kept for replay: a tensor for the inputs, in the data's own type, one for the
 * labels, and two more where logits are kept. This class decides what goes where and copies rows
 * in; the step program takes them out, and writes the logits. Storage doubles on demand up to the
 * capacity. Owned by one thread.
 */
public final class ReplayMemory implements AutoCloseable {

  private static final int FIRST_ROWS = 1024;

  /** Of counters and slots, which are written together. */
  private static final StateFormat FORMAT = new StateFormat("the saved memory", 3);

  private static final int COUNTERS_BYTES = 2 * Long.BYTES + Integer.BYTES;

  private final int capacity;
  private final UpdatePolicy policy;
  private final Retrieval retrieval;
  private final Ledger ledger;
  private final Rows rows;
  private final BitSet unsaved = new BitSet();
  private final Plan plan = new Plan();
  private int saved;
  private long seen;
  private long draws;
  private int size;

  /** What is kept of a row. */
  public enum Columns {
    /** Inputs and label. */
    PLAIN,
    /** Also the logits that the model gave the row when it was kept, and how many they were. */
    WITH_LOGITS
  }

  /**
   * An empty memory of plain rows on the host.
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
    this(Residence.host(manager), features, capacity, Columns.PLAIN, policy, retrieval);
  }

  /**
   * An empty memory.
   *
   * @param residence where it lies; on a device the host has a copy of it
   * @param capacity the most rows it holds, at least 1
   * @throws IllegalArgumentException if that many rows exceed 2 GiB
   */
  public ReplayMemory(
      Residence residence,
      Features features,
      int capacity,
      Columns columns,
      UpdatePolicy policy,
      Retrieval retrieval) {
    requireRoom(capacity, features.sizeBytes());
    this.capacity = capacity;
    this.policy = policy;
    this.retrieval = retrieval;
    this.ledger = new Ledger(capacity);
    this.rows = new Rows(residence, features, columns);
  }

  /**
   * Checks that so many rows can be held.
   *
   * @param sizeBytes of a row
   * @throws IllegalArgumentException if not
   */
  public static void requireRoom(int capacity, long sizeBytes) {
    if (capacity * sizeBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "recipe.memory must come to at most 2 GiB: %d rows of %d bytes"
              .formatted(capacity, sizeBytes));
    }
  }

  /** How many rows it holds, at most its capacity. */
  public int size() {
    return size;
  }

  /**
   * The tensors programs see: {@code memory.inputs} and {@code memory.labels}; where logits are
   * kept also {@code memory.logits}, FLOAT32 [rows x classes], zero beyond those that were known,
   * and {@code memory.known}, INT64 [rows], how many were. Others after {@link #plan} or {@link
   * #fit} says so.
   */
  public List<StateTensor> tensors() {
    return rows.tensors();
  }

  /** How many slots to {@link #retrieve} for a replay of that many rows. */
  public int candidates(int replayBatch) {
    return retrieval.candidates(replayBatch);
  }

  /** The slots of the next replay: {@code count} of them, or all there are. */
  public int[] retrieve(int count) {
    return retrieval.slots(Math.min(count, size), size, draws++, ledger);
  }

  /** The program refused what was planned and retrieved last: it is as if neither had been. */
  public void notLearned() {
    draws--;
    plan.clear();
  }

  /** What planning did to the tensors. */
  public enum Storage {
    /** They are the same. */
    KEPT,
    /** They are others; programs must be bound again. */
    MOVED
  }

  /** How many classes {@link #fit} can make room for: those whose logits take 2 GiB. */
  public int mostClasses() {
    return rows.keepsLogits() ? Integer.MAX_VALUE / Float.BYTES / capacity : Integer.MAX_VALUE;
  }

  /**
   * Makes room for the logits of that many classes, if logits are kept.
   *
   * @throws IllegalArgumentException if they exceed 2 GiB
   */
  public Storage fit(int classes) {
    if (!rows.keepsLogits() || classes <= rows.classes()) {
      return Storage.KEPT;
    }
    requireRoom(capacity, (long) classes * Float.BYTES);
    rows.widen(classes);
    return Storage.MOVED;
  }

  /**
   * Decides which of the next rows to keep and where, makes room for them, and tells the program
   * where it is to write something of them. Where two rows draw one slot the later stays. A plan is
   * void where {@link #learned} does not follow. O(count), amortized, times what the policy takes a
   * row.
   *
   * @param labels the rows' classes, at least {@code count}
   * @param origins which samples the rows are, likewise
   */
  public Storage plan(int count, int[] labels, Origin[] origins, Workspace workspace) {
    plan.begin(count);
    int used = size;
    for (int row = 0; row < count; row++) {
      OptionalInt slot = policy.slot(seen + row, labels[row], ledger);
      if (slot.isPresent()) {
        int at = Math.min(slot.getAsInt(), used);
        slot = at == slot.getAsInt() ? slot : OptionalInt.of(at);
        used = Math.max(used, at + 1);
      }
      plan.add(labels[row], origins[row], slot);
      enter(row);
    }
    ledger.rollback();
    workspace.keepNothing();
    if (rows.areWrittenByPrograms()) {
      for (int at = 0; at < plan.written(); at++) {
        workspace.keep(plan.writtenRow(at), plan.writtenSlot(at));
      }
    }
    return reserve(plan.sizeAfter(size));
  }

  private void enter(int row) {
    if (asksLedger()) {
      ledger.enter(plan.label(row), plan.slot(row), seen + row);
    }
  }

  private boolean asksLedger() {
    return policy.asksLedger() || retrieval.asksLedger();
  }

  private Storage reserve(int needed) {
    int present = rows.room();
    if (needed <= present) {
      return Storage.KEPT;
    }
    rows.grow((int) Math.min(capacity, Math.max(needed, Math.max(FIRST_ROWS, 2L * present))));
    return Storage.MOVED;
  }

  /**
   * The program did what was planned last: what is kept of the batch is copied.
   *
   * @param batch the rows that were planned
   */
  public void learned(Inputs batch) {
    for (int row = 0; row < plan.rows(); row++) {
      enter(row);
    }
    ledger.commit();
    for (int at = 0; at < plan.written(); at++) {
      int row = plan.writtenRow(at);
      rows.take(plan.writtenSlot(at), plan.label(row), plan.origin(row), batch, row);
      unsaved.set(plan.writtenSlot(at));
    }
    seen += plan.rows();
    size = plan.sizeAfter(size);
    plan.clear();
  }

  /** How many rows it holds of each class and task. O(classes + tasks), whatever the size. */
  public Holdings holdings() {
    return rows.holdings();
  }

  /** The slots of a class, ascending; none unless the policy asks the ledger. */
  public int[] slots(int label) {
    return ledger.slots(label);
  }

  /** The most slots a class keeps at a boundary: capacity / classes seen, but at least 1. */
  public int share() {
    return Math.max(1, capacity / Math.max(1, ledger.classes()));
  }

  /**
   * Orders the rows of the classes and keeps the first {@link #share} of each, as at a boundary.
   * The other slots are freed, the last rows move into those that are free, and what was planned is
   * void. O(size).
   *
   * @param orders an order for each class from 0 on; slots of that class, none twice. Slots that no
   *     order names are freed too
   * @throws IllegalArgumentException if a slot is not of its class, or named twice
   * @throws IllegalStateException if the policy does not use freed slots again
   */
  public void retain(List<int[]> orders) {
    if (!policy.asksLedger()) {
      throw new IllegalStateException("this memory's policy does not use freed slots again");
    }
    plan.clear();
    BitSet kept = new BitSet();
    for (int label = 0; label < orders.size(); label++) {
      BitSet own = new BitSet();
      for (int slot : ledger.slots(label)) {
        own.set(slot);
      }
      int[] order = orders.get(label);
      for (int rank = 0; rank < order.length; rank++) {
        if (!own.get(order[rank])) {
          throw new IllegalArgumentException(
              "slot %d is not of class %d, or is named twice".formatted(order[rank], label));
        }
        own.clear(order[rank]);
      }
    }
    int share = share();
    for (int[] order : orders) {
      for (int rank = 0; rank < Math.min(share, order.length); rank++) {
        ledger.rank(order[rank], rank);
        kept.set(order[rank]);
      }
    }
    compact(kept);
  }

  /** Moves the kept slots to the front, as few as can be. */
  private void compact(BitSet kept) {
    rows.download();
    int remaining = kept.cardinality();
    int free = kept.nextClearBit(0);
    for (int last = kept.length() - 1; last >= remaining; last = kept.previousSetBit(last - 1)) {
      rows.copy(last, free);
      ledger.copy(last, free);
      free = kept.nextClearBit(free + 1);
    }
    ledger.truncate(remaining);
    rows.truncate(remaining);
    rows.upload();
    size = remaining;
    unsaved.clear(size, Math.max(size, unsaved.length()));
    unsaved.set(0, size);
  }

  /**
   * Removes rows, and what was planned is void. The others keep their order, and the slots that are
   * free then are used again: at the rate of the policy, where that is a reservoir, so that what is
   * kept stays a uniform sample of the rows that were not forgotten. A class that loses its last
   * row is as one that never came. O(size).
   *
   * @return how many rows were removed
   */
  public int forget(Forgetting forgotten) {
    plan.clear();
    rows.download();
    List<byte[]> kept = new ArrayList<>();
    for (int slot : slotsInOrder()) {
      if (!forgotten.includes(rows.origin(slot))) {
        kept.add(entry(slot));
      }
    }
    int removed = size - kept.size();
    if (removed > 0) {
      become(kept);
    }
    return removed;
  }

  /** The slots in use; oldest row first where their order must stay that of the rows. */
  private int[] slotsInOrder() {
    int first = policy.keepsOrder() && size == capacity ? (int) (seen % capacity) : 0;
    return IntStream.range(0, size).map(at -> (first + at) % size).toArray();
  }

  /** Holds those entries and no others. */
  private void become(List<byte[]> kept) {
    ledger.clear();
    for (int slot = 0; slot < kept.size(); slot++) {
      ByteBuffer entry = ByteBuffer.wrap(kept.get(slot));
      if (asksLedger()) {
        Ledger.Held held = Ledger.Held.read(entry);
        ledger.append(policy.keepsOrder() ? held.arrivedAt(slot) : held);
      }
      rows.read(slot, entry);
    }
    ledger.forgetAbsent();
    rows.clear(kept.size(), size);
    rows.upload();
    size = kept.size();
    seen = policy.keepsOrder() ? size : seen;
    unsaved.clear();
    unsaved.set(0, size);
  }

  /** Writes counters, and the slots that changed since the last call. */
  public void save(StateStore store) {
    store.put(
        "counters",
        FORMAT.write(
            COUNTERS_BYTES, counters -> counters.putLong(seen).putLong(draws).putInt(size)));
    if (asksLedger()) {
      store.put("ledger", ledger.counters());
    }
    if (!unsaved.isEmpty()) {
      rows.download();
    }
    for (int slot = unsaved.nextSetBit(0); slot >= 0; slot = unsaved.nextSetBit(slot + 1)) {
      store.put(slotName(slot), entry(slot));
    }
    for (int slot = size; slot < saved; slot++) {
      store.remove(slotName(slot));
    }
    unsaved.clear();
    saved = size;
  }

  /** Arrival and rank where the ledger knows them, then the row. */
  private byte[] entry(int slot) {
    int heldBytes = asksLedger() ? Ledger.HELD_BYTES : 0;
    ByteBuffer entry = ByteBuffer.allocate(heldBytes + rows.writtenBytes(slot));
    if (asksLedger()) {
      ledger.at(slot).write(entry);
    }
    rows.write(slot, entry);
    return entry.array();
  }

  /** Makes the next {@link #save} write every slot, as a store that holds none needs it. */
  public void saveAll() {
    unsaved.set(0, size);
  }

  /**
   * Becomes what was saved; the tensors may be others afterwards. Where logits are kept there must
   * be room for them before; see {@link #fit}.
   *
   * @throws IllegalStateException if a slot is missing, the format is another, or there is no room
   *     for a row's logits
   */
  public void restore(StateStore store) {
    ByteBuffer counters = FORMAT.open(store.saved("counters"));
    seen = counters.getLong();
    draws = counters.getLong();
    size = counters.getInt();
    plan.clear();
    if (asksLedger()) {
      ledger.restore(store.saved("ledger"));
    }
    reserve(size);
    rows.truncate(0);
    for (int slot = 0; slot < size; slot++) {
      ByteBuffer entry = ByteBuffer.wrap(store.saved(slotName(slot)));
      if (asksLedger()) {
        ledger.append(Ledger.Held.read(entry));
      }
      rows.read(slot, entry);
    }
    rows.upload();
    unsaved.clear();
    saved = size;
  }

  private static String slotName(int slot) {
    return "slot-" + slot;
  }

  @Override
  public void close() {
    rows.close();
  }
}
