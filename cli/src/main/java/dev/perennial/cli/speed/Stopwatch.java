package dev.perennial.cli.speed;

import java.time.Duration;

/**
 * How much was done in a stretch of time. It begins when so much is done that what happens first
 * and only once is over, and it begins and ends at a moment when something was seen to be done:
 * what is seen in jumps, as behind a checkpoint, is not counted for part of one.
 */
final class Stopwatch {

  private final long before;
  private final Duration atLeast;
  private boolean isRunning;
  private long first;
  private long firstAt;
  private long last;
  private long lastAt;

  /**
   * Begins when more than {@code before} is done.
   *
   * @param atLeast how long it is to run
   */
  Stopwatch(long before, Duration atLeast) {
    this.before = before;
    this.atLeast = atLeast;
  }

  /** So much is done now, at least as much as the time before; whether that was long enough. */
  boolean isOver(long done) {
    if (done > Math.max(before, last)) {
      last = done;
      lastAt = System.nanoTime();
      if (!isRunning) {
        isRunning = true;
        first = last;
        firstAt = lastAt;
      }
    }
    return last > first && lastAt - firstAt >= atLeast.toNanos();
  }

  /** What was done a second while it ran. */
  double perSecond() {
    return (last - first) / ((lastAt - firstAt) / 1e9);
  }
}
