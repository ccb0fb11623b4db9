package dev.perennial.evaluator.metric;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which learning periods of a long stream are kept: the newest half of what there is room for, and
 * of all older ones a uniform sample. The sample is a bottom-k sketch (Cohen and Kaplan 2007): the
 * periods whose hashes are the least. So it is a function of the periods alone: in whatever order
 * and parts they come, the same are kept in the end, and one that is kept in the end was never
 * dropped before.
 *
 * <p>A mean over periods stays that over all of them, in expectation, where each kept one counts
 * with its {@link #weight}. While there is room nothing is dropped and every weight is 1.
 */
final class PeriodSample {

  private final NavigableSet<Integer> newest;
  private final NavigableSet<Integer> older;
  private final double weightOfOlder;

  /**
   * The sample of some periods.
   *
   * @param periods from 0; a period that is missing was never scored or is dropped already
   * @param most how many are kept, at least 2
   */
  PeriodSample(NavigableSet<Integer> periods, int most) {
    if (periods.isEmpty() || periods.last() < most) {
      this.newest = periods;
      this.older = new TreeSet<>();
      this.weightOfOlder = 1;
      return;
    }
    int before = periods.last() + 1 - most / 2;
    this.newest = periods.tailSet(before, true);
    this.older = least(periods.headSet(before, false), most - most / 2);
    this.weightOfOlder = older.isEmpty() ? 1 : (double) before / older.size();
  }

  /** Whether a period is kept. */
  boolean contains(int period) {
    return newest.contains(period) || older.contains(period);
  }

  /** How many periods a kept one stands for, itself included: at least 1. */
  double weight(int period) {
    return older.contains(period) ? weightOfOlder : 1;
  }

  /** Those {@code most} numbers whose hashes are the least. */
  static NavigableSet<Integer> least(NavigableSet<Integer> numbers, int most) {
    TreeSet<Integer> kept = new TreeSet<>();
    numbers.stream()
        .sorted(Comparator.comparingLong(PeriodSample::hash).thenComparing(number -> number))
        .limit(most)
        .forEach(kept::add);
    return kept;
  }

  // SplitMix64 (Steele et al. 2014) of the number: as good as a random draw, and always the same.
  private static long hash(int number) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
