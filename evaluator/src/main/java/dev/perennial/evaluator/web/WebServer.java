package dev.perennial.evaluator.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.schemas.app.Daemons;
import dev.perennial.schemas.http.Gate;
import dev.perennial.schemas.http.Patience;
import dev.perennial.schemas.http.Reply;
import dev.perennial.schemas.settings.InvalidSettingsException;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.stream.Stream;
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

  private final HttpServer server;
  private final ExecutorService threads;
  private final Patience patience = new Patience();
  private final Gate gate;
  private final Routes routes;
  private final EventStreams events;

  private WebServer(
      HttpServer server, WebSettings settings, Sources sources, List<MeterBinder> process) {
    this.server = server;
    JsonPages pages = new JsonPages(sources);
    this.gate =
        new Gate(
            settings.host(),
            settings.token(),
            server.getAddress().getAddress().isLoopbackAddress(),
            "evaluator.web.token");
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
    InetAddress address = InetAddress.getByName(settings.host());
    if (!address.isLoopbackAddress() && settings.token().isEmpty()) {
      throw new InvalidSettingsException(
          List.of(
              "evaluator.web.host can be reached from other machines, so evaluator.web.token must"
                  + " be set: "
                  + settings.host()));
    }
    HttpServer http = HttpServer.create(new InetSocketAddress(address, settings.port()), 0);
    WebServer server = new WebServer(http, settings, sources, process);
    http.setExecutor(request -> server.threads.execute(() -> server.answer(request)));
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** The templates of all paths that are answered. */
  List<String> templates() {
    return routes.templates();
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, bound.getPort()));
  }

  /** Ends event streams and stops at once; idempotent. */
  @Override
  public void close() {
    events.close();
    server.stop(0);
    threads.shutdownNow();
    patience.close();
  }

  /** Reads a request and answers it: the server hands it over with its first byte. */
  private void answer(Runnable request) {
    try {
      patience.within(LONGEST_REQUEST, request::run);
    } catch (IOException e) {
      throw new IllegalStateException("a runnable throws none", e);
    }
  }

  // The exchange is closed here unless an event stream has taken it over.
  private void handle(HttpExchange exchange) throws IOException {
    boolean isTaken = false;
    try {
      SECURITY.forEach(exchange.getResponseHeaders()::set);
      Optional<Reply> reply = reply(exchange);
      isTaken = reply.isEmpty();
      if (reply.isPresent()) {
        send(exchange, reply.get());
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
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Optional.of(
          Reply.error(405, "only GET and HEAD are answered: " + method).with("Allow", "GET, HEAD"));
    }
    Optional<Reply> refusal = gate.refusal(headers);
    if (refusal.isPresent()) {
      return refusal;
    }
    URI uri = exchange.getRequestURI();
    Optional<List<String>> path = segments(uri.getRawPath());
    Optional<Map<String, String>> query = parameters(uri.getRawQuery());
    if (path.isEmpty() || query.isEmpty()) {
      return Optional.of(Reply.error(400, "the path is not properly encoded: " + uri));
    }
    Optional<Reply> open = routes.open(path.get());
    if (open.isPresent()) {
      return open;
    }
    if (path.get().equals(segments(Routes.EVENTS).orElseThrow())) {
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

  /** The decoded parts of a path; empty if one cannot be decoded. */
  private static Optional<List<String>> segments(String rawPath) {
    try {
      return Optional.of(
          Stream.of(rawPath.split("/"))
              .filter(part -> !part.isEmpty())
              // In a path a plus is a plus; the decoder is one for forms.
              .map(part -> decoded(part.replace("+", "%2B")))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
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

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    boolean isKnown = known != null && known.equals(reply.headers().get("ETag"));
    Reply sent = isKnown ? reply.notModified() : reply;
    sent.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = sent.body();
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      exchange.sendResponseHeaders(sent.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(sent.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
