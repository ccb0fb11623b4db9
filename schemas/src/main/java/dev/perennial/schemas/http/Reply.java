package dev.perennial.schemas.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
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

  /** The same with a header set. */
  public Reply with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Reply(status, body, more);
  }

  /** The same reply without its body, as 304. */
  public Reply notModified() {
    return new Reply(304, new byte[0], headers);
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
