package dev.perennial.ingest.web;

import dev.perennial.schemas.http.Reply;
import java.util.concurrent.Semaphore;

/**
 * The bytes that all requests at work may hold: what has come of their bodies, and their records in
 * Avro. What comes when there are no more is told to come back. Thread-safe.
 */
final class Room {

  private final int most;
  private final Semaphore free;

  Room(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** A place for one request, which holds nothing yet and is closed at its end. */
  Place place() {
    return new Place();
  }

  /** What one request holds. Thread-safe. */
  final class Place implements AutoCloseable {

    private int held;
    private boolean isClosed;

    private Place() {}

    /**
     * Holds so many bytes more, until it is closed. A request that holds all of the room may hold
     * more: so one that is larger than the room is taken while it is alone.
     *
     * @throws TurnedAwayException if others hold too many
     * @throws IllegalStateException if it is closed
     */
    synchronized void take(long bytes) throws TurnedAwayException {
      if (isClosed) {
        throw new IllegalStateException("the request is over");
      }
      int more = (int) Math.min(bytes, most - held);
      if (!free.tryAcquire(more)) {
        throw new TurnedAwayException(
            Reply.error(
                    429,
                    "requests at work hold %d of %d bytes, and %d more do not fit"
                        .formatted(most - free.availablePermits(), most, bytes))
                .with("Retry-After", "1"));
      }
      held += more;
    }

    @Override
    public synchronized void close() {
      free.release(held);
      held = 0;
      isClosed = true;
    }
  }
}
