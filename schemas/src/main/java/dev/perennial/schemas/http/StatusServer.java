package dev.perennial.schemas.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an application that has no pages: {@link Probes} to everybody, and {@code /metrics} for
 * Prometheus to whom the gate lets in. Answers GET and HEAD, anything else is 405. A request that
 * is not done after 10 s is ended.
 *
 * <p>Thread-safe. Errors are JSON: {@code {"status": 404, "error": "…"}}.
 */
public final class StatusServer implements AutoCloseable {

  /** Where meters are read. */
  public static final String METRICS = "/metrics";

  /** What meters are read as: version 0.0.4 of Prometheus's text format. */
  public static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
  private static final int THREADS = 16;
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

  private final Listener listener;
  private final Supplier<Condition> condition;
  private final Supplier<String> metrics;
  private final Patience patience = new Patience();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Daemons.numbered("status"));

  private StatusServer(Listener listener, Supplier<Condition> condition, Supplier<String> metrics) {
    this.listener = listener;
    this.condition = condition;
    this.metrics = metrics;
  }

  /**
   * Starts serving; the caller closes what is returned.
   *
   * @param section where the settings stand
   * @param condition asked at each probe, from a thread of this
   * @param metrics asked at each scrape, from a thread of this: the text that is answered
   * @throws InvalidSettingsException if other machines can reach the address and there is no token
   * @throws IOException if the address cannot be listened on
   */
  public static StatusServer start(
      String section,
      StatusSettings settings,
      Supplier<Condition> condition,
      Supplier<String> metrics)
      throws IOException {
    Listener listener = Listener.at(section, settings.host(), settings.port(), settings.token());
    StatusServer server = new StatusServer(listener, condition, metrics);
    listener.start(server.patience.over(LONGEST_REQUEST, server.threads), server::handle);
    return server;
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    return listener.address();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      reply(exchange).send(exchange);
    } catch (RuntimeException e) {
      LOG.error("A request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    }
  }

  private Reply reply(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    return Reply.unlessRead(exchange.getRequestMethod())
        .or(() -> listener.gate().refusal(headers))
        .orElseGet(() -> reply(exchange.getRequestURI().getRawPath(), headers));
  }

  private Reply reply(String rawPath, Headers headers) {
    Optional<List<String>> parts = RequestPath.parts(rawPath);
    if (parts.isEmpty()) {
      return Reply.error(400, "the path is not properly encoded: " + rawPath);
    }
    String path = "/" + String.join("/", parts.get());
    if (Probes.paths().contains(path)) {
      return Probes.reply(path, condition.get());
    }
    Optional<Reply> stranger = listener.gate().refusalOfGuarded(headers);
    if (stranger.isPresent()) {
      return stranger.get();
    }
    return path.equals(METRICS)
        ? Reply.of(200, METRICS_TYPE, metrics.get())
        : Reply.error(404, "there is nothing at " + path);
  }

  /** Stops at once; idempotent. */
  @Override
  public void close() {
    listener.close();
    threads.shutdownNow();
    patience.close();
  }
}
