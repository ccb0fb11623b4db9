package dev.perennial.schemas.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long by interrupting its thread: a thread that waits for a socket of the
 * JDK's server then finds it closed. So a client that sends or reads slowly, or is gone, costs a
 * thread for no longer than this. Thread-safe.
 */
public final class Patience implements AutoCloseable {

  /** What may take too long. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  private static final class Watched {

    private final Thread thread = Thread.currentThread();
    private boolean isDone;

    synchronized void interrupt() {
      if (!isDone) {
        thread.interrupt();
      }
    }

    synchronized void done() {
      isDone = true;
    }
  }

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "web-patience");
            thread.setDaemon(true);
            return thread;
          });

  /** A clock of its own, which {@link #close} ends. */
  public Patience() {}

  /**
   * Runs an action in this thread, which is interrupted if it is not done in time.
   *
   * @throws IOException if the action throws it, as one that was interrupted does
   */
  public void within(Duration limit, Action action) throws IOException {
    Watched watched = new Watched();
    Future<?> end = clock.schedule(watched::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      action.run();
    } finally {
      watched.done();
      end.cancel(false);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
