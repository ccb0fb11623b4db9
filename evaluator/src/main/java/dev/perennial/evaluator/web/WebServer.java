package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a board.
 *
 * <table>
 * <caption>What it answers to GET and HEAD; anything else is 405, another path 404</caption>
 * <tr><td>{@code /}</td><td>a page for people</td></tr>
 * <tr><td>{@code /api/streams}</td><td>streams and their learners</td></tr>
 * <tr><td>{@code /api/streams/{stream}/learners/{learner}}</td><td>all that is known of one</td></tr>
 * <tr><td>{@code /metrics}</td><td>Prometheus text</td></tr>
 * <tr><td>{@code /health}</td><td>200 if up, 503 if not</td></tr>
 * </table>
 *
 * <p>Thread-safe. Errors are JSON: {@code {"status": 404, "error": "…"}}.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final int THREADS = 4;

  /** Whether the application behind the board works. */
  public enum Health {
    /** It folds, or is about to. */
    UP,
    /** It does not fold, and will not without help. */
    DOWN
  }

  private record Page(int status, String type, String body) {

    static Page json(int status, JsonNode body) {
      return new Page(status, JSON, body.toPrettyString() + "\n");
    }

    static Page error(int status, String message) {
      return json(
          status,
          JsonNodeFactory.instance.objectNode().put("status", status).put("error", message));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Supplier<Health> health;
  private final JsonPages json;
  private final PrometheusPage prometheus;
  private final LandingPage landing;

  private WebServer(HttpServer server, Board board, Supplier<Health> health) {
    this.server = server;
    this.health = health;
    this.json = new JsonPages(board);
    this.prometheus = new PrometheusPage(board);
    this.landing = new LandingPage(board);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "web-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts serving; the caller closes what is returned.
   *
   * @param host the address to listen on
   * @param port the port; 0 takes a free one
   * @param health asked on each request to {@code /health}, from a web thread
   * @throws IOException if the address cannot be listened on
   */
  public static WebServer start(String host, int port, Board board, Supplier<Health> health)
      throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
    WebServer server = new WebServer(http, board, health);
    http.setExecutor(server.threads);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** Where it listens, with the port it has taken. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, bound.getPort()));
  }

  /** Stops at once; idempotent. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, Page.error(405, "only GET and HEAD are answered: " + method));
        return;
      }
      send(exchange, page(exchange.getRequestURI()));
    } catch (RuntimeException e) {
      LOG.error("A request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    }
  }

  private Page page(URI uri) {
    Optional<List<String>> decoded = segments(uri.getRawPath());
    if (decoded.isEmpty()) {
      return Page.error(400, "the path is not properly encoded: " + uri.getRawPath());
    }
    List<String> path = decoded.get();
    if (path.isEmpty()) {
      return new Page(200, HTML, landing.html());
    }
    if (path.equals(List.of("health"))) {
      Health now = health.get();
      return Page.json(
          now == Health.UP ? 200 : 503,
          JsonNodeFactory.instance.objectNode().put("status", now == Health.UP ? "up" : "down"));
    }
    if (path.equals(List.of("metrics"))) {
      return new Page(200, PrometheusPage.CONTENT_TYPE, prometheus.text());
    }
    if (path.equals(List.of("api", "streams"))) {
      return Page.json(200, json.streams());
    }
    if (path.size() == 5
        && path.subList(0, 2).equals(List.of("api", "streams"))
        && path.get(3).equals("learners")) {
      LearnerKey learner = new LearnerKey(path.get(2), path.get(4));
      return json.learner(learner)
          .map(found -> Page.json(200, found))
          .orElseGet(
              () ->
                  Page.error(
                      404,
                      "nothing is known of learner %s of stream %s"
                          .formatted(learner.learner(), learner.stream())));
    }
    return Page.error(404, "there is nothing at " + uri.getRawPath());
  }

  /** The decoded parts of a path; empty if one cannot be decoded. */
  private static Optional<List<String>> segments(String rawPath) {
    try {
      return Optional.of(
          Stream.of(rawPath.split("/"))
              .filter(part -> !part.isEmpty())
              // In a path a plus is a plus; the decoder is one for forms.
              .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(page.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(page.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
