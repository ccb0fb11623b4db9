package dev.perennial.cli;

import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.schemas.app.Daemons;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends the transactions of a publisher whose input keeps it waiting: what a pipe has given is read
 * before it gives more. Closed before its publisher.
 */
final class DueCommits implements AutoCloseable {

  private static final long PERIOD_MILLIS = 200;

  private final ScheduledExecutorService clock;

  private DueCommits(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /** Begins at once, on a thread of its own. */
  @SuppressWarnings("FutureReturnValueIgnored") // The publisher notes what fails.
  static DueCommits of(SamplePublisher publisher) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Daemons.named("due-commits"));
    clock.scheduleWithFixedDelay(
        publisher::commitIfDue, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return new DueCommits(clock);
  }

  @Override
  public void close() {
    clock.shutdown();
  }
}
