package dev.perennial.evaluator.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.http.Gate;
import dev.perennial.schemas.http.Listener;
import dev.perennial.schemas.http.Patience;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.http.RequestPath;
import dev.perennial.schemas.settings.InvalidSettingsException;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what is known, to whom the gate lets in. {@link Routes} says what there is and {@code
 * openapi.yaml} what it looks like; all of it answers GET and HEAD, anything else is 405.
 *
 * <p>A request that is not done after 10 s, because its client sends or reads slowly, is ended;
 * event streams have threads of their own.
 *
 * <p>Thread-safe. Errors are JSON: {@code {"status": 404, "error": "…"}}.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int THREADS = 64;
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);
  private static final Map<String, String> SECURITY =
      Map.of(
          "X-Content-Type-Options",
          "nosniff",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
              + " form-action 'none'");

  private final Listener listener;
  private final ExecutorService threads;
  private final Patience patience = new Patience();
  private final Gate gate;
  private final Routes routes;
  private final EventStreams events;

  private WebServer(Listener listener, Sources sources, List<MeterBinder> process) {
    this.listener = listener;
    JsonPages pages = new JsonPages(sources);
    this.gate = listener.gate();
    this.routes = new Routes(sources, pages, new PrometheusPage(sources, process));
    this.events = new EventStreams(sources, pages, patience);
    this.threads = Executors.newFixedThreadPool(THREADS, Daemons.numbered("web"));
  }

  /**
   * Starts serving; the caller closes what is returned.
   *
   * @param process what Prometheus is told beyond the sources; the caller closes it after this
   * @throws InvalidSettingsException if the address can be reached from other machines and there is
   *     no token
   * @throws IOException if the address cannot be listened on
   */
  public static WebServer start(WebSettings settings, Sources sources, List<MeterBinder> process)
      throws IOException {
    Listener listener =
        Listener.at("evaluator.web", settings.host(), settings.port(), settings.token());
    WebServer server = new WebServer(listener, sources, process);
    listener.start(server.patience.over(LONGEST_REQUEST, server.threads), server::handle);
    return server;
  }

  /** The templates of all paths that are answered. */
  List<String> templates() {
    return routes.templates();
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    return listener.address();
  }

  /** Ends event streams and stops at once; idempotent. */
  @Override
  public void close() {
    events.close();
    listener.close();
    threads.shutdownNow();
    patience.close();
  }

  // The exchange is closed here unless an event stream has taken it over.
  private void handle(HttpExchange exchange) throws IOException {
    boolean isTaken = false;
    try {
      SECURITY.forEach(exchange.getResponseHeaders()::set);
      Optional<Reply> reply = reply(exchange);
      isTaken = reply.isEmpty();
      if (reply.isPresent()) {
        reply.get().send(exchange);
      }
    } catch (RuntimeException e) {
      LOG.error("A request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    } finally {
      if (!isTaken) {
        exchange.close();
      }
    }
  }

  /** What to answer; empty if an event stream answers. */
  private Optional<Reply> reply(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    Optional<Reply> refusal =
        Reply.unlessRead(exchange.getRequestMethod()).or(() -> gate.refusal(headers));
    if (refusal.isPresent()) {
      return refusal;
    }
    URI uri = exchange.getRequestURI();
    Optional<List<String>> path = RequestPath.parts(uri.getRawPath());
    Optional<Map<String, String>> query = parameters(uri.getRawQuery());
    if (path.isEmpty() || query.isEmpty()) {
      return Optional.of(Reply.error(400, "the path is not properly encoded: " + uri));
    }
    Optional<Reply> open = routes.open(path.get());
    if (open.isPresent()) {
      return open;
    }
    if (path.equals(RequestPath.parts(Routes.EVENTS))) {
      return gate.refusalOfEvents(headers, query.get()).or(() -> events(exchange, query.get()));
    }
    return gate.refusalOfGuarded(headers).or(() -> Optional.of(routes.guarded(path.get())));
  }

  private Optional<Reply> events(HttpExchange exchange, Map<String, String> query) {
    String stream = query.get("stream");
    String learner = query.get("learner");
    if ((stream == null) != (learner == null)) {
      return Optional.of(Reply.error(400, "stream and learner are given both or neither"));
    }
    Optional<LearnerKey> key =
        stream == null || learner == null
            ? Optional.empty()
            : Optional.of(new LearnerKey(stream, learner));
    if (exchange.getRequestMethod().equals("HEAD")) {
      return Optional.of(Reply.of(200, EventStreams.CONTENT_TYPE, ""));
    }
    return events.open(exchange, key)
        ? Optional.empty()
        : Optional.of(
            Reply.error(
                503,
                "there are %d event streams, and there can be no more: close one"
                    .formatted(EventStreams.MOST)));
  }

  /** The decoded parameters of a query, the last of a name; empty if one cannot be decoded. */
  private static Optional<Map<String, String>> parameters(@Nullable String rawQuery) {
    Map<String, String> parameters = new HashMap<>();
    try {
      for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&")) {
        int equals = pair.indexOf('=');
        if (equals >= 0) {
          parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
      }
      return Optional.of(parameters);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
