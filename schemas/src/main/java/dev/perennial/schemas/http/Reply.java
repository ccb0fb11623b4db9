package dev.perennial.schemas.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is answered to a request. Immutable. */
public final class Reply {

  private static final String JSON = "application/json; charset=utf-8";

  private final int status;
  private final byte[] body;
  private final Map<String, String> headers;

  private Reply(int status, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  /** A body of some type, taken over: never changed again. Not to be kept by whoever gets it. */
  public static Reply of(int status, String type, byte[] body) {
    return new Reply(status, body, Map.of("Content-Type", type, "Cache-Control", "no-store"));
  }

  /** A text of some type. */
  public static Reply of(int status, String type, String body) {
    return of(status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON. */
  public static Reply json(int status, JsonNode body) {
    return of(status, JSON, body.toPrettyString() + "\n");
  }

  /** An error as JSON. */
  public static Reply error(int status, String message) {
    return json(
        status, JsonNodeFactory.instance.objectNode().put("status", status).put("error", message));
  }

  /** What is answered to a method that may change something; empty for GET and HEAD. */
  public static Optional<Reply> unlessRead(String method) {
    return method.equals("GET") || method.equals("HEAD")
        ? Optional.empty()
        : Optional.of(
            error(405, "only GET and HEAD are answered: " + method).with("Allow", "GET, HEAD"));
  }

  /** The same with a header set. */
  public Reply with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Reply(status, body, more);
  }

  /**
   * Answers a request: without the body where it asks by HEAD, and with 304 where it has the body
   * that the header {@code ETag} names. Does not close the exchange.
   *
   * @throws IOException if the client is gone
   */
  public void send(HttpExchange exchange) throws IOException {
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    boolean isKnown = known != null && known.equals(headers.get("ETag"));
    headers.forEach(exchange.getResponseHeaders()::set);
    if (isKnown || body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(isKnown ? 304 : status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    // It must be out before a request whose body is late is given up, and the connection with it.
    exchange.getResponseBody().flush();
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The body, not to be changed. */
  public byte[] body() {
    return body;
  }

  /** The headers, in the order of their names; not to be changed. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }
}
