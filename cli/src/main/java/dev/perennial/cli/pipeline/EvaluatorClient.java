package dev.perennial.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the evaluator's REST API. Thread-safe. */
final class EvaluatorClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  EvaluatorClient(URI address) {
    this.address = address;
  }

  /**
   * What the evaluator knows of a learner.
   *
   * @throws IOException if it does not answer, or with something else than 200
   * @throws InterruptedException if the thread is interrupted
   */
  JsonNode learner(String stream, String learner) throws IOException, InterruptedException {
    URI uri =
        address.resolve("/api/streams/%s/learners/%s".formatted(encoded(stream), encoded(learner)));
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s answered %d: %s".formatted(uri, response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
