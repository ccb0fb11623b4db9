package dev.perennial.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application without pages tells, and to whom. */
class StatusServerIT {

  private static final String TOKEN = "correct-horse-battery";

  private final AtomicReference<Condition> condition = new AtomicReference<>(Condition.READY);
  private final HttpClient client = HttpClient.newHttpClient();

  private StatusServer server(String host, String token) throws Exception {
    return StatusServer.start(
        "ingest.web", new StatusSettings(host, 0, token), condition::get, () -> "up 1\n");
  }

  private HttpResponse<String> send(StatusServer server, String method, String path, String... of)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .method(method, BodyPublishers.noBody());
    return client.send(
        (of.length == 0 ? request : request.headers(of)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @ParameterizedTest
  @CsvSource({"READY, 200, 200", "WAITING, 200, 503", "DOWN, 503, 503"})
  void startsAnewWhatIsDownAndSendsWorkToWhatIsReady(Condition now, int live, int ready)
      throws Exception {
    condition.set(now);
    try (StatusServer server = server("127.0.0.1", "")) {
      assertThat(send(server, "GET", "/health/live").statusCode()).isEqualTo(live);
      HttpResponse<String> readiness = send(server, "GET", "/health/ready");
      assertThat(readiness.statusCode()).isEqualTo(ready);
      assertThat(json(readiness).path("status").asText()).isEqualToIgnoringCase(now.name());
      assertThat(json(readiness)).hasSize(1);
    }
  }

  @Test
  void tellsPrometheusWhatItAsksFor() throws Exception {
    try (StatusServer server = server("127.0.0.1", "")) {
      HttpResponse<String> answer = send(server, "GET", "/metrics");
      assertThat(answer.body()).isEqualTo("up 1\n");
      assertThat(answer.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
    }
  }

  @Test
  void asksForTheTokenForAllButProbes() throws Exception {
    try (StatusServer server = server("0.0.0.0", TOKEN)) {
      assertThat(send(server, "GET", "/health/live").statusCode()).isEqualTo(200);
      assertThat(send(server, "GET", "/health/ready").statusCode()).isEqualTo(200);
      HttpResponse<String> stranger = send(server, "GET", "/metrics");
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(json(stranger).path("error").asText())
          .isEqualTo("this asks for the token of ingest.web.token: Authorization: Bearer …");
      assertThat(send(server, "GET", "/nowhere").statusCode()).isEqualTo(401);
      String[] known = {"Authorization", "Bearer " + TOKEN};
      assertThat(send(server, "GET", "/metrics", known).statusCode()).isEqualTo(200);
      assertThat(send(server, "GET", "/nowhere", known).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void listensBeyondThisMachineWithATokenOnly() {
    assertThatThrownBy(() -> server("0.0.0.0", ""))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "ingest.web.host can be reached from other machines, so ingest.web.token must be set:"
                + " 0.0.0.0");
  }

  @Test
  void tellsOtherSitesNothing() throws Exception {
    try (StatusServer server = server("127.0.0.1", "")) {
      assertThat(send(server, "GET", "/metrics", "Origin", "https://evil.example").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void changesNothing() throws Exception {
    try (StatusServer server = server("127.0.0.1", "")) {
      HttpResponse<String> post = send(server, "POST", "/health/live");
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
      HttpResponse<String> head = send(server, "HEAD", "/metrics");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void keepsTheTokenOutOfWhatIsLogged() {
    assertThat(new StatusSettings("127.0.0.1", 0, TOKEN).toString())
        .contains("token=set")
        .doesNotContain(TOKEN);
  }
}
