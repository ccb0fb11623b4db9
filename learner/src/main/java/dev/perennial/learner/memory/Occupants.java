package dev.perennial.learner.memory;

import dev.perennial.learner.learning.Holdings;
import dev.perennial.learner.learning.Origin;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose row each slot in use holds, which no program sees: the sample, and the class it is learned
 * as; and how many rows there are of each class and task, which is counted as they come and go, so
 * that nobody has to walk a large memory to know. An object a slot would be millions that the
 * collector follows, so the values lie in arrays. Owned by one thread.
 */
final class Occupants {

  private long[] ids = new long[1];
  private int[] samplesLabels = new int[1];
  private int[] tasks = new int[1];
  private int[] labels = new int[1];
  private int[] ofClass = new int[0];
  private int[] ofTask = new int[0];
  private int size;

  /** Makes room for that many slots, at least those in use. */
  void grow(int slots) {
    ids = Arrays.copyOf(ids, slots);
    samplesLabels = Arrays.copyOf(samplesLabels, slots);
    tasks = Arrays.copyOf(tasks, slots);
    labels = Arrays.copyOf(labels, slots);
  }

  /** Which sample a slot holds. */
  Origin origin(int slot) {
    return new Origin(ids[slot], samplesLabels[slot], tasks[slot]);
  }

  /** The class that a slot's row is learned as. */
  int label(int slot) {
    return labels[slot];
  }

  /**
   * A slot holds that sample from now on.
   *
   * @param slot one in use, or the first that is not
   * @param label the class it is learned as
   */
  void set(int slot, int label, Origin origin) {
    if (slot == size) {
      size++;
    } else {
      leave(slot);
    }
    ids[slot] = origin.id();
    samplesLabels[slot] = origin.label();
    tasks[slot] = origin.task();
    labels[slot] = label;
    ofClass = counted(ofClass, label);
    ofTask = counted(ofTask, origin.task());
  }

  /** What the one slot in use holds the other holds too. */
  void copy(int from, int to) {
    set(to, labels[from], origin(from));
  }

  /** The slots from {@code count} on are free. */
  void truncate(int count) {
    while (size > count) {
      size--;
      leave(size);
    }
  }

  private void leave(int slot) {
    ofClass[labels[slot]]--;
    ofTask[tasks[slot]]--;
  }

  private static int[] counted(int[] counts, int of) {
    int[] enough =
        of < counts.length ? counts : Arrays.copyOf(counts, Math.max(of + 1, 2 * counts.length));
    enough[of]++;
    return enough;
  }

  /** How many rows there are of each class and task. O(classes + tasks), whatever the size. */
  Holdings holdings() {
    return new Holdings(present(ofClass), present(ofTask));
  }

  private static SortedMap<Integer, Integer> present(int[] counts) {
    SortedMap<Integer, Integer> present = new TreeMap<>();
    for (int of = 0; of < counts.length; of++) {
      if (counts[of] > 0) {
        present.put(of, counts[of]);
      }
    }
    return present;
  }
}
