package dev.perennial.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the evaluator's REST API. Thread-safe. */
public final class EvaluatorClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_TOLD = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final String token;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * A client; nothing is asked yet.
   *
   * @param address where the evaluator listens, with http or https
   * @param token what it asks for; empty if it asks for none
   */
  public EvaluatorClient(URI address, String token) {
    this.address = address;
    this.token = token;
  }

  /**
   * All streams and learners at a glance.
   *
   * @throws IOException if the evaluator does not answer, or with something else than 200
   * @throws InterruptedException if the thread is interrupted
   */
  public JsonNode overview() throws IOException, InterruptedException {
    return get("/api/overview");
  }

  /**
   * What the evaluator knows of a learner.
   *
   * @throws IOException if the evaluator does not answer, or with something else than 200
   * @throws InterruptedException if the thread is interrupted
   */
  public JsonNode learner(String stream, String learner) throws IOException, InterruptedException {
    return get(path(stream, learner));
  }

  /**
   * What a learner's values were, along the log.
   *
   * @throws IOException if the evaluator does not answer, or with something else than 200
   * @throws InterruptedException if the thread is interrupted
   */
  public JsonNode history(String stream, String learner) throws IOException, InterruptedException {
    return get(path(stream, learner) + "/history");
  }

  private static String path(String stream, String learner) {
    return "/api/streams/%s/learners/%s".formatted(encoded(stream), encoded(learner));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = address.resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      // Its own message is often empty.
      throw new IOException("no evaluator answers at " + address, e);
    } catch (HttpTimeoutException e) {
      throw new IOException(
          "the evaluator has not answered within %d s: %s".formatted(TIMEOUT.toSeconds(), uri), e);
    }
    if (response.statusCode() == 401) {
      throw new IOException(
          token.isEmpty()
              ? "the evaluator at %s asks for its token: PERENNIAL_TOKEN must hold it"
                  .formatted(address)
              : "the evaluator at %s does not take the token of PERENNIAL_TOKEN"
                  .formatted(address));
    }
    if (response.statusCode() != 200) {
      String body = response.body().strip();
      throw new IOException(
          "%s answered %d: %s"
              .formatted(
                  uri,
                  response.statusCode(),
                  body.length() > MOST_TOLD ? body.substring(0, MOST_TOLD) + "…" : body));
    }
    return JSON.readTree(response.body());
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
