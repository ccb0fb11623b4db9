package dev.perennial.cli.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened one after the other, to be closed in the reverse order. Owned by one thread. */
final class Opened implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final Deque<AutoCloseable> parts;

  private Opened(Deque<AutoCloseable> parts) {
    this.parts = parts;
  }

  /** Nothing yet. */
  static Opened nothing() {
    return new Opened(new ArrayDeque<>());
  }

  /** Notes a part and answers it. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** The same parts; this one no longer closes them. */
  Opened handOver() {
    Opened taken = new Opened(new ArrayDeque<>(parts));
    parts.clear();
    return taken;
  }

  /** Closes every part, whatever the others do; a part that fails is logged. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("a part did not close in order part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
