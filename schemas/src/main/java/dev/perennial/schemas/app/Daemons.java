package dev.perennial.schemas.app;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that have names, by which a dump tells them, and that keep no process alive. */
public final class Daemons {

  private Daemons() {}

  /** Threads that all have this name: of a pool of one, or whose number says nothing. */
  public static ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /** Threads with this name, a dash and a number: 1, 2, and so on. */
  public static ThreadFactory numbered(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, name + "-" + number.incrementAndGet());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
