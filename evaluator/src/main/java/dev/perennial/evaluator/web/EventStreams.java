package dev.perennial.evaluator.web;

import com.sun.net.httpserver.HttpExchange;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.http.Patience;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that are told what changes, as server-sent events. Each has a thread of its own,
 * so that a slow reader holds up nobody, and there are {@value #MOST} at most. Thread-safe.
 */
final class EventStreams implements AutoCloseable {

  /** How many connections there may be. */
  static final int MOST = 64;

  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Sources sources;
  private final JsonPages pages;
  private final Overviews overviews;
  private final Patience patience;
  private final Semaphore free = new Semaphore(MOST);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Daemons.named("web-events"));

  EventStreams(Sources sources, JsonPages pages, Patience patience) {
    this.sources = sources;
    this.pages = pages;
    this.overviews = new Overviews(pages, Clock.systemUTC());
    this.patience = patience;
  }

  /**
   * Takes a request over, and answers it until the client goes or this is closed.
   *
   * @param learner of which more is told; empty for the overview alone
   * @return whether there was room; if not, the exchange is still the caller's
   */
  boolean open(HttpExchange exchange, Optional<LearnerKey> learner) {
    if (!free.tryAcquire()) {
      return false;
    }
    threads.execute(
        () -> {
          try {
            serve(exchange, learner);
          } finally {
            free.release();
          }
        });
    return true;
  }

  private void serve(HttpExchange exchange, Optional<LearnerKey> learner) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      EventStream stream =
          new EventStream(exchange.getResponseBody(), patience, overviews, pages, sources, learner);
      do {
        stream.tell();
      } while (!closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (IOException e) {
      LOG.debug("An event stream has ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("An event stream failed path={}", exchange.getRequestURI().getRawPath(), e);
    }
  }

  /** Ends all of them; idempotent. */
  @Override
  public void close() {
    closing.countDown();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
