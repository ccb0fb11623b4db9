package dev.perennial.evaluator.chronicle;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How many a second there were lately, by the broker's clock, in seconds that are cut at full ones.
 * Records of one transaction become visible together, so what counts is when they were written: the
 * rate is that of the {@value #SECONDS} seconds up to the newest, and 0 once nothing has come for
 * {@link #SILENCE}. Owned by one thread.
 */
final class Rate {

  static final int SECONDS = 10;

  /** Longer than checkpoints usually are apart. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private final long[] counts = new long[SECONDS];
  private long first = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;

  /** Counts {@code many} that were written then; those older than the window count no more. */
  void add(Instant written, long many) {
    long second = written.getEpochSecond();
    if (newest != Long.MIN_VALUE && second <= newest - SECONDS) {
      return;
    }
    if (second - SECONDS >= newest) {
      Arrays.fill(counts, 0);
    } else {
      for (long empty = newest + 1; empty <= second; empty++) {
        counts[slot(empty)] = 0;
      }
    }
    counts[slot(second)] += many;
    newest = Math.max(newest, second);
    first = Math.min(first, second);
  }

  /** The rate as of {@code now}; empty before the first. */
  OptionalDouble perSecond(Instant now) {
    if (newest == Long.MIN_VALUE) {
      return OptionalDouble.empty();
    }
    if (now.getEpochSecond() - newest > SILENCE.toSeconds()) {
      return OptionalDouble.of(0);
    }
    long seconds = Math.min(SECONDS, newest - first + 1);
    return OptionalDouble.of((double) Arrays.stream(counts).sum() / seconds);
  }

  private static int slot(long second) {
    return Math.floorMod(second, SECONDS);
  }
}
