package dev.perennial.ingest.publish;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How fast records are published. A record is due one interval after the one before; a publisher
 * that fell behind catches up on at most one second's worth. Owned by one thread.
 */
public final class Pace {

  private static final Duration MOST_CATCHING_UP = Duration.ofSeconds(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Duration interval;
  private final Clock clock;
  private Instant due = Instant.MIN;

  private Pace(Duration interval, Clock clock) {
    this.interval = interval;
    this.clock = clock;
  }

  /** As fast as they come. */
  public static Pace unlimited() {
    return new Pace(Duration.ZERO, Clock.systemUTC());
  }

  /**
   * At most that many a second on average, by that clock.
   *
   * @throws InvalidSettingsException unless the rate is in (0, 1e9]
   */
  public static Pace perSecond(double rate, Clock clock) {
    if (!(rate > 0 && rate <= NANOS_PER_SECOND)) {
      throw new InvalidSettingsException(
          List.of("rate must be above 0 and at most 1e9 records a second: " + rate));
    }
    return new Pace(Duration.ofNanos((long) (NANOS_PER_SECOND / rate)), clock);
  }

  /**
   * Takes the next turn.
   *
   * @return how long to wait before it; zero if it is due
   */
  public Duration next() {
    if (interval.isZero()) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    if (due.equals(Instant.MIN)) {
      due = now;
    }
    Instant earliest = now.minus(MOST_CATCHING_UP);
    Instant turn = due.isBefore(earliest) ? earliest : due;
    due = turn.plus(interval);
    return turn.isAfter(now) ? Duration.between(now, turn) : Duration.ZERO;
  }
}
