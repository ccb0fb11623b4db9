package dev.perennial.cli.drift;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What came of one detector on one stream over several seeds. Owned by one thread. */
final class Tally {

  private static final double PER = 10_000;

  private final List<Integer> delays = new ArrayList<>();
  private int missed;
  private int wrong;
  private long records;

  /** Takes a trial in, of so many records. */
  void add(Alarms alarms, int length) {
    alarms.delay().ifPresentOrElse(delays::add, () -> missed++);
    wrong += alarms.wrong();
    records += length;
  }

  /**
   * The median delay (the lower of two), how many were missed, and false alarms per 10,000 records:
   * {@code 120 0 0.3}; a dash for the delay where all were missed.
   */
  @Override
  public String toString() {
    Collections.sort(delays);
    String delay = delays.isEmpty() ? "-" : delays.get((delays.size() - 1) / 2).toString();
    return String.format(
        Locale.ROOT, "%s %d %.1f", delay, missed, records == 0 ? 0 : wrong * PER / records);
  }
}
