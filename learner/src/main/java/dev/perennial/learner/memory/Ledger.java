package dev.perennial.learner.memory;

import dev.perennial.learner.learning.StateFormat;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Which class each slot of a memory holds and when its row arrived, for the policies and retrievals
 * that ask; memories whose policy and retrieval do not ask leave it empty. It is a function of what
 * was entered and of nothing else, and goes on the same after it was saved and restored. Owned by
 * one thread.
 *
 * <p>Entries are a draft until {@link #commit}: a step that is refused rolls them back.
 */
public final class Ledger {

  /** Of the counters of the classes; what a slot holds is saved with its row. */
  private static final StateFormat FORMAT = new StateFormat("the saved ledger", 1);

  private static final int UNRANKED = Integer.MAX_VALUE;

  /** What a saved slot takes. */
  static final int HELD_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

  /**
   * What a slot holds.
   *
   * @param arrival how many rows came before it
   * @param rank its place in the order of its class at the last boundary, or {@link #UNRANKED}
   */
  record Held(int label, long arrival, int rank) {

    static Held read(ByteBuffer from) {
      return new Held(from.getInt(), from.getLong(), from.getInt());
    }

    void write(ByteBuffer to) {
      to.putInt(label).putLong(arrival).putInt(rank);
    }

    /** The same with another arrival. */
    Held arrivedAt(long other) {
      return new Held(label, other, rank);
    }
  }

  private static final class OfClass {
    private final BitSet slots = new BitSet();
    private int held;
    private long seen;
    private boolean full;
  }

  private final int capacity;
  private final List<Held> held = new ArrayList<>();
  private final List<OfClass> classes = new ArrayList<>();
  private final Deque<Runnable> draft = new ArrayDeque<>();

  /**
   * An empty ledger.
   *
   * @param capacity slots, at least 1
   */
  public Ledger(int capacity) {
    this.capacity = capacity;
  }

  /** Slots of the memory, at least 1, whether in use or not. */
  public int capacity() {
    return capacity;
  }

  /** Slots in use: 0 to {@code size - 1}. */
  public int size() {
    return held.size();
  }

  /** How many classes a row was seen of, kept or not. */
  public int classes() {
    return (int) classes.stream().filter(each -> each.seen > 0).count();
  }

  /** The classes that hold a slot, ascending. */
  public int[] labels() {
    return labelsHolding(1);
  }

  /** How many rows of a class were seen, kept or not. */
  public long seen(int label) {
    return label < classes.size() ? classes.get(label).seen : 0;
  }

  /** How many slots a class holds. */
  public int held(int label) {
    return label < classes.size() ? classes.get(label).held : 0;
  }

  /** Whether the class was among the largest while no slot was free, now or ever before. */
  public boolean full(int label) {
    return label < classes.size() && classes.get(label).full;
  }

  /** The classes that hold the most slots, ascending; none if no slot is in use. */
  public int[] largest() {
    int most = classes.stream().mapToInt(each -> each.held).max().orElse(0);
    return labelsHolding(Math.max(1, most));
  }

  /** The slots of a class, ascending. */
  public int[] slots(int label) {
    return label < classes.size() ? classes.get(label).slots.stream().toArray() : new int[0];
  }

  /** The slot of a class whose row arrived first; empty if it holds none. O(slots of the class). */
  public OptionalInt oldest(int label) {
    OptionalInt oldest = OptionalInt.empty();
    for (int slot : slots(label)) {
      if (oldest.isEmpty() || arrival(slot) < arrival(oldest.getAsInt())) {
        oldest = OptionalInt.of(slot);
      }
    }
    return oldest;
  }

  /**
   * The slots of a class that may go, ascending: those that came after the last boundary, or, if
   * there are none, the one that was ordered last there. O(slots of the class).
   */
  public int[] expendable(int label) {
    int[] slots = slots(label);
    int last = Arrays.stream(slots).map(slot -> at(slot).rank()).max().orElse(UNRANKED);
    return Arrays.stream(slots).filter(slot -> at(slot).rank() == last).toArray();
  }

  /**
   * The slots whose rows arrived last, the latest first; at most all. O(size) and O(log count) for
   * each slot that is among the latest so far.
   */
  public int[] latest(int count) {
    Comparator<Integer> byArrival = Comparator.comparingLong(this::arrival);
    PriorityQueue<Integer> latest = new PriorityQueue<>(count + 1, byArrival);
    for (int slot = 0; slot < held.size() && count > 0; slot++) {
      if (latest.size() == count) {
        if (arrival(slot) < arrival(latest.element())) {
          continue;
        }
        latest.remove();
      }
      latest.add(slot);
    }
    return latest.stream().sorted(byArrival.reversed()).mapToInt(slot -> slot).toArray();
  }

  private long arrival(int slot) {
    return held.get(slot).arrival();
  }

  private int[] labelsHolding(int least) {
    BitSet labels = new BitSet();
    for (int label = 0; label < classes.size(); label++) {
      if (classes.get(label).held >= least) {
        labels.set(label);
      }
    }
    return labels.stream().toArray();
  }

  /**
   * Notes a row in the draft.
   *
   * @param slot where it goes: one in use, or the first free one; empty if it is not kept
   * @param arrival how many rows came before it
   */
  void enter(int label, OptionalInt slot, long arrival) {
    OfClass own = ofClass(label);
    own.seen++;
    draft.push(() -> own.seen--);
    if (slot.isEmpty()) {
      return;
    }
    int at = slot.getAsInt();
    Held now = new Held(label, arrival, UNRANKED);
    if (at == held.size()) {
      append(now);
      draft.push(this::removeLast);
    } else {
      Held before = set(at, now);
      draft.push(() -> set(at, before));
    }
    if (held.size() == capacity) {
      for (int largest : largest()) {
        markFull(ofClass(largest));
      }
    }
  }

  private void markFull(OfClass largest) {
    if (!largest.full) {
      largest.full = true;
      draft.push(() -> largest.full = false);
    }
  }

  /** The draft is what happened. */
  void commit() {
    draft.clear();
  }

  /** The draft did not happen. */
  void rollback() {
    while (!draft.isEmpty()) {
      draft.pop().run();
    }
  }

  /** What a slot in use holds. */
  Held at(int slot) {
    return held.get(slot);
  }

  /** A slot in use has that place in the order of its class. */
  void rank(int slot, int rank) {
    Held unranked = held.get(slot);
    held.set(slot, new Held(unranked.label(), unranked.arrival(), rank));
  }

  /** What the one slot in use holds stands in the other too. */
  void copy(int from, int to) {
    set(to, held.get(from));
  }

  /** Frees the slots from {@code size} on. */
  void truncate(int size) {
    while (held.size() > size) {
      removeLast();
    }
  }

  /** Takes the next free slot. */
  void append(Held now) {
    held.add(now);
    occupy(held.size() - 1, now.label());
  }

  private Held set(int slot, Held now) {
    Held before = held.set(slot, now);
    vacate(slot, before.label());
    occupy(slot, now.label());
    return before;
  }

  private void removeLast() {
    int last = held.size() - 1;
    vacate(last, held.remove(last).label());
  }

  private void occupy(int slot, int label) {
    OfClass own = ofClass(label);
    own.slots.set(slot);
    own.held++;
  }

  private void vacate(int slot, int label) {
    OfClass own = ofClass(label);
    own.slots.clear(slot);
    own.held--;
  }

  private OfClass ofClass(int label) {
    while (classes.size() <= label) {
      classes.add(new OfClass());
    }
    return classes.get(label);
  }

  /**
   * Frees all slots; those that are kept follow by {@link #append}, and {@link #forgetAbsent} ends
   * it.
   */
  void clear() {
    truncate(0);
  }

  /** Of classes that hold no slot it is as if no row had ever come: one that comes is new. */
  void forgetAbsent() {
    for (OfClass each : classes) {
      if (each.held == 0) {
        each.seen = 0;
        each.full = false;
      }
    }
  }

  /** How many rows of each class were seen, and which classes are full. */
  byte[] counters() {
    int count = classes.size();
    while (count > 0 && classes.get(count - 1).seen == 0) {
      count--;
    }
    List<OfClass> met = classes.subList(0, count);
    return FORMAT.write(
        Integer.BYTES + count * (Long.BYTES + 1),
        to -> {
          to.putInt(met.size());
          met.forEach(each -> to.putLong(each.seen).put((byte) (each.full ? 1 : 0)));
        });
  }

  /**
   * Becomes empty but for the counters; slots follow by {@link #append}.
   *
   * @throws IllegalStateException if the format is another
   */
  void restore(byte[] counters) {
    ByteBuffer from = FORMAT.open(counters);
    held.clear();
    classes.clear();
    draft.clear();
    int count = from.getInt();
    for (int label = 0; label < count; label++) {
      OfClass own = ofClass(label);
      own.seen = from.getLong();
      own.full = from.get() != 0;
    }
  }
}
