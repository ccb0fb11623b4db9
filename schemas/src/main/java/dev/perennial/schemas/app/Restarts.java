package dev.perennial.schemas.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Decides whether a thread that failed is replaced, and after how long. Something that does not
 * answer, the registry for example, is asked again for as long as it takes: 1 s, 2 s, 4 s and so on
 * to 30 s. Any other failure that comes back {@value #MOST_UNEXPLAINED} times in a row is one that
 * a restart does not heal. A quiet time of {@link #QUIET} ends the row.
 *
 * <p>Thread-safe.
 */
public final class Restarts {

  /** As many unexplained failures in a row are the end. */
  public static final int MOST_UNEXPLAINED = 5;

  /** How long nothing fails before failures are counted anew. */
  public static final Duration QUIET = Duration.ofMinutes(2);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  private final Clock clock;
  private Instant last = Instant.MIN;
  private int inARow;
  private int unexplained;

  /** No failure yet; {@code clock} tells how far apart failures are. */
  public Restarts(Clock clock) {
    this.clock = clock;
  }

  /** How long to wait before the thread is replaced; empty if it must not be. */
  public synchronized Optional<Duration> after(Throwable failure) {
    Instant now = clock.instant();
    if (last.isBefore(now.minus(QUIET))) {
      inARow = 0;
      unexplained = 0;
    }
    last = now;
    inARow++;
    unexplained = isOutage(failure) ? 0 : unexplained + 1;
    if (failure instanceof Error || unexplained >= MOST_UNEXPLAINED) {
      return Optional.empty();
    }
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(inARow - 1, 5));
    return Optional.of(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY);
  }

  private static boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }
}
