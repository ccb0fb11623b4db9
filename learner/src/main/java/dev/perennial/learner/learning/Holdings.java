package dev.perennial.learner.learning;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many rows replay memory holds of each class and of each task. What it holds none of is not
 * there.
 *
 * @param byClass rows by the index of their class, ascending
 * @param byTask rows by the index of their task, ascending
 */
public record Holdings(SortedMap<Integer, Integer> byClass, SortedMap<Integer, Integer> byTask) {

  /** Of a memory that is empty, or of none. */
  public static final Holdings NONE = new Holdings(new TreeMap<>(), new TreeMap<>());

  /** Copies the maps. */
  public Holdings {
    byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
    byTask = Collections.unmodifiableSortedMap(new TreeMap<>(byTask));
  }

  /** What two memories hold together. */
  public Holdings plus(Holdings other) {
    return new Holdings(sum(byClass, other.byClass), sum(byTask, other.byTask));
  }

  private static SortedMap<Integer, Integer> sum(
      Map<Integer, Integer> some, Map<Integer, Integer> others) {
    SortedMap<Integer, Integer> sum = new TreeMap<>(some);
    others.forEach((index, rows) -> sum.merge(index, rows, Integer::sum));
    return sum;
  }
}
