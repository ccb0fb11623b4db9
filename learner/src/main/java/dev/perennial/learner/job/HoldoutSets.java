package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Task;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The hold-out sets of a stream's tasks. Every set has a sample. Owned by one thread. */
final class HoldoutSets {

  private final int capacity;
  private final Map<Integer, HoldoutSet> byTask = new TreeMap<>();

  /** The set whose last scoring is oldest first; the lower task among equals. */
  private final TreeSet<HoldoutSet> byStaleness =
      new TreeSet<>(
          Comparator.comparingLong(HoldoutSet::evaluation)
              .thenComparing(set -> set.task().getIndex()));

  private long rows;
  private long sizeBytes;

  /**
   * No sets yet.
   *
   * @param capacity the most samples of a task, at least 1
   */
  HoldoutSets(int capacity) {
    this.capacity = capacity;
  }

  /** How many tasks have hold-out samples. */
  int tasks() {
    return byTask.size();
  }

  /** How many samples all sets have. */
  long rows() {
    return rows;
  }

  /** How many samples a task has. */
  int rows(Task task) {
    return of(task).map(HoldoutSet::rows).orElse(0);
  }

  /** Bytes that the rows of all sets take, with the room there is for more. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** The set of a task; empty if it has no sample. */
  Optional<HoldoutSet> of(Task task) {
    return Optional.ofNullable(byTask.get(task.getIndex()));
  }

  /** All sets, ascending by their tasks' indices. */
  List<HoldoutSet> all() {
    return List.copyOf(byTask.values());
  }

  /** All sets, the one whose last scoring is oldest first; the lower task among equals. */
  Iterable<HoldoutSet> byStaleness() {
    return byStaleness;
  }

  /**
   * Makes room for another sample of a task within so many bytes: the largest sets give way to it,
   * each while it has more than twice the samples, so that the tasks that come first do not take
   * everything. O(tasks) where there is no room.
   *
   * @return whether there is room, or the sample needs none that is not taken already
   */
  boolean makeRoom(Task task, long mostBytes) {
    if (of(task).map(HoldoutSet::hasRoom).orElse(false)) {
      return true;
    }
    while (sizeBytes >= mostBytes) {
      Optional<HoldoutSet> largest =
          byTask.values().stream()
              .filter(set -> set.rows() > 2 * (rows(task) + 1))
              .max(Comparator.comparingLong(HoldoutSet::sizeBytes));
      if (largest.isEmpty()) {
        return false;
      }
      uncount(largest.get());
      largest.get().giveWay();
      count(largest.get());
    }
    return true;
  }

  /** Keeps a sample of a task unless its set is full. */
  void add(Task task, Features features, ByteBuffer row, Origin origin) {
    HoldoutSet set = of(task).orElseGet(() -> joined(new HoldoutSet(task, features, capacity)));
    uncount(set);
    set.add(row, origin);
    count(set);
  }

  /**
   * Removes samples from all sets. A set that loses its last one is no more, and what it saved is
   * dropped.
   *
   * @param store where the sets were saved
   * @return how many were removed
   */
  int forget(Forgetting forgotten, StateStore store) {
    int removed = 0;
    for (HoldoutSet set : all()) {
      uncount(set);
      removed += set.forget(forgotten);
      count(set);
      if (set.rows() == 0) {
        byStaleness.remove(set);
        byTask.remove(set.task().getIndex());
        set.remove(store.within(set.task().getIndex() + "/"));
      }
    }
    return removed;
  }

  private HoldoutSet joined(HoldoutSet set) {
    byTask.put(set.task().getIndex(), set);
    byStaleness.add(set);
    return set;
  }

  private void count(HoldoutSet set) {
    rows += set.rows();
    sizeBytes += set.sizeBytes();
  }

  private void uncount(HoldoutSet set) {
    rows -= set.rows();
    sizeBytes -= set.sizeBytes();
  }

  /** As {@link HoldoutSet#remember}. */
  Optional<Answers.Flips> remember(HoldoutSet set, Answers answers, long evaluation) {
    byStaleness.remove(set);
    Optional<Answers.Flips> flips = set.remember(answers, evaluation);
    byStaleness.add(set);
    return flips;
  }

  /** Writes what is new in any of the sets. */
  void save(StateStore store) {
    byTask.forEach((task, set) -> set.save(store.within(task + "/")));
  }

  /**
   * Reads the sets of those tasks that {@link #save} wrote.
   *
   * @throws IllegalStateException if something has a format that this version cannot read
   */
  void restore(StateStore store, Iterable<Task> tasks, Features features) {
    for (Task task : tasks) {
      HoldoutSet set = new HoldoutSet(task, features, capacity);
      set.restore(store.within(task.getIndex() + "/"));
      count(joined(set));
    }
  }
}
