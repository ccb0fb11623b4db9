package dev.perennial.cli.drift;

import java.util.OptionalInt;

/**
 * Counts the alarms on a stream that changes once. The first alarm in the transition, or within
 * {@value #PATIENCE} records behind it, finds the change; those after it in the transition are
 * passed over; all others are false. Owned by one thread.
 */
final class Alarms {

  private static final int PATIENCE = 2_000;

  private final int place;
  private final int width;
  private int found = -1;
  private int wrong;

  /**
   * No alarm yet.
   *
   * @param place where half of the change has come
   * @param width the transition reaches so far to each side of it; 0 for an abrupt change
   */
  Alarms(int place, int width) {
    this.place = place;
    this.width = width;
  }

  /** Takes note of an alarm at a record. */
  void raise(int record) {
    boolean isInTransition = record >= place - width && record <= place + width;
    boolean isInTime = record >= place - width && record <= place + width + PATIENCE;
    if (found < 0 && isInTime) {
      found = record;
    } else if (!isInTransition) {
      wrong++;
    }
  }

  /**
   * How many records behind the place the change was found, negative if before; empty if missed.
   */
  OptionalInt delay() {
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found - place);
  }

  /** How many were false. */
  int wrong() {
    return wrong;
  }
}
