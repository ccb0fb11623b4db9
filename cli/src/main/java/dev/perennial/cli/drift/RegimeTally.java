package dev.perennial.cli.drift;

import java.util.List;
import java.util.Locale;

/**
 * Whether regimes were told apart and known again, over several streams A B A C B. Owned by one
 * thread.
 */
final class RegimeTally {

  private int apart;
  private int again;
  private int begun;
  private int streams;

  /** Takes the regimes in that stood at the end of the five parts. */
  void add(List<Integer> ends) {
    streams++;
    int first = ends.get(0);
    int second = ends.get(1);
    int third = ends.get(3);
    apart += second == first ? 0 : 1;
    apart += third == first || third == second ? 0 : 1;
    again += ends.get(2) == first && second != first ? 1 : 0;
    again += ends.get(4) == second && second != third ? 1 : 0;
    begun += ends.stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  /**
   * How many of the B and C were new, how many of the A and B that returned were known, and the
   * mean number of regimes, which were three: {@code 20/20 19/20 3.1}.
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d/%d %d/%d %.1f",
        apart,
        2 * streams,
        again,
        2 * streams,
        (double) begun / streams);
  }
}
