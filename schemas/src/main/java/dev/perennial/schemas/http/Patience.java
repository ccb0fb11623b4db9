package dev.perennial.schemas.http;

import dev.perennial.schemas.app.Daemons;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("web-patience"));

  private final Map<Thread, Watched> running = new ConcurrentHashMap<>();

  /** A clock of its own, which {@link #close} ends. */
  public Patience() {}

  /**
   * Runs an action in this thread, which is interrupted if it is not done in time.
   *
   * @throws IOException if the action throws it, as one that was interrupted does
   */
  public void within(Duration limit, Action action) throws IOException {
    Watched watched = new Watched(limit);
    running.put(watched.thread, watched);
    try {
      action.run();
    } finally {
      watched.end();
      running.remove(watched.thread);
    }
  }

  /**
   * An executor that runs what it is given in {@code threads}, each interrupted if it is not done
   * in time.
   */
  public Executor over(Duration limit, Executor threads) {
    return request -> threads.execute(() -> run(limit, request));
  }

  private void run(Duration limit, Runnable request) {
    try {
      within(limit, request::run);
    } catch (IOException e) {
      throw new IllegalStateException("a runnable throws none", e);
    }
  }

  /**
   * Gives the action that this thread runs so long from now on, whatever it has taken so far.
   *
   * @throws IllegalStateException if this thread runs none
   */
  public void renew(Duration limit) {
    Watched watched = running.get(Thread.currentThread());
    if (watched == null) {
      throw new IllegalStateException("no action of this thread is watched");
    }
    watched.renew(limit);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** An action, from its begin to its end. */
  private final class Watched {

    private final Thread thread = Thread.currentThread();
    private Future<?> alarm;
    private int limits;

    Watched(Duration limit) {
      this.alarm = alarm(limit);
    }

    private Future<?> alarm(Duration limit) {
      int number = ++limits;
      return clock.schedule(() -> interrupt(number), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    // One that has gone off when it is called off must not interrupt what comes next.
    private synchronized void interrupt(int number) {
      if (number == limits) {
        thread.interrupt();
      }
    }

    synchronized void renew(Duration limit) {
      alarm.cancel(false);
      alarm = alarm(limit);
    }

    synchronized void end() {
      alarm.cancel(false);
      limits++;
    }
  }
}
