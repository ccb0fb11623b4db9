package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and who is not. */
class GateIT {

  private static final String TOKEN = "correct-horse-battery";

  /** The status line of a request with that Host header, which Java's client would not send. */
  private static String statusFor(Site site, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.uri("/").getPort());
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket
          .getOutputStream()
          .write(
              "GET /api/streams HTTP/1.1\r\n%sConnection: close\r\n\r\n"
                  .formatted(host.isEmpty() ? "" : "Host: " + host + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return answer.readLine().split(" ")[1];
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:8080", "localhost", "LOCALHOST:1", "127.1.2.3", "[::1]:8080", ""})
  void letsInWhoNamesThisMachine(String host) throws Exception {
    try (Site site = new Site()) {
      assertThat(statusFor(site, host)).isEqualTo("200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "10.0.0.1", "[::2]", "localhost:8080:9", "x@localhost"
      })
  void letsNoOtherNameResolveToThisMachine(String host) throws Exception {
    try (Site site = new Site()) {
      assertThat(statusFor(site, host)).isEqualTo("403");
    }
  }

  @Test
  void letsInWhoNamesTheConfiguredHost() throws Exception {
    String name = InetAddress.getByName("127.0.0.1").getHostName();
    try (Site site = new Site(name, "")) {
      assertThat(statusFor(site, name + ":80")).isEqualTo("200");
    }
  }

  @Test
  void tellsOtherSitesNothing() throws Exception {
    try (Site site = new Site()) {
      HttpResponse<String> foreign = site.get("/api/overview", "Origin", "https://evil.example");
      assertThat(foreign.statusCode()).isEqualTo(403);
      assertThat(Site.json(foreign).path("error").asText())
          .isEqualTo("other sites may not ask: https://evil.example");
      assertThat(site.get("/api/events", "Origin", "null").statusCode()).isEqualTo(403);
      assertThat(
              site.get("/api/overview", "Origin", "http://" + site.uri("/").getAuthority())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void tellsNothingToWhatAPageOfAnotherSiteEmbeds() throws Exception {
    try (Site site = new Site()) {
      assertThat(site.get("/api/overview", "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
      assertThat(site.get("/metrics", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
      assertThat(site.get("/api/overview", "Sec-Fetch-Site", "same-origin").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void asksForTheTokenWhereThereIsOne() throws Exception {
    try (Site site = new Site("127.0.0.1", TOKEN)) {
      HttpResponse<String> stranger = site.get("/api/streams");
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(stranger.body()).doesNotContain(TOKEN);
      for (String wrong :
          new String[] {"Bearer x", "Bearer " + TOKEN + "x", "Basic " + TOKEN, TOKEN}) {
        assertThat(site.get("/api/streams", "Authorization", wrong).statusCode())
            .as(wrong)
            .isEqualTo(401);
      }
      for (String path : new String[] {"/api/streams", "/metrics", "/api/overview"}) {
        assertThat(site.get(path, "Authorization", "Bearer " + TOKEN).statusCode())
            .as(path)
            .isEqualTo(200);
      }
      // What there is not, strangers are not told either.
      assertThat(site.get("/nowhere").statusCode()).isEqualTo(401);
      for (String path : new String[] {"/health", "/health/live", "/health/ready"}) {
        assertThat(site.get(path).statusCode()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void takesTheTokenAsAParameterOfEventsOnly() throws Exception {
    try (Site site = new Site("127.0.0.1", TOKEN)) {
      assertThat(site.get("/api/streams?token=" + TOKEN).statusCode()).isEqualTo(401);
      assertThat(site.get("/api/events?token=wrong").statusCode()).isEqualTo(401);
      var events = site.open("/api/events?token=" + TOKEN, BodyHandlers.ofInputStream());
      assertThat(events.statusCode()).isEqualTo(200);
      events.body().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "0", "::ffff:0.0.0.0", "192.0.2.1"})
  void listensBeyondThisMachineWithATokenOnly(String host) {
    assertThatThrownBy(() -> new Site(host, ""))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "evaluator.web.host can be reached from other machines, so evaluator.web.token must be"
                + " set: "
                + host);
  }

  @Test
  void asksThoseBeyondThisMachineForTheToken() throws Exception {
    try (Site site = new Site("0.0.0.0", TOKEN)) {
      assertThat(statusFor(site, "any.name")).isEqualTo("401");
      assertThat(site.get("/api/streams", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void keepsTheTokenOutOfWhatIsLogged() {
    WebSettings settings = new WebSettings("127.0.0.1", 0, TOKEN, WebSettings.DEFAULTS.history());

    assertThat(settings.toString()).contains("token=set").doesNotContain(TOKEN);
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertThatThrownBy(() -> new WebSettings(" ", 70000, "short", Duration.ofSeconds(-1)))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "web.host must not be blank: \" \"",
                        "web.port must be in [0, 65535]: 70000",
                        "web.token must be empty or have at least 16 characters: 5",
                        "web.history must not be negative: PT-1S"));
    assertThatThrownBy(
            () -> new WebSettings("h", 1, "with a space inside", WebSettings.DEFAULTS.history()))
        .hasMessageContaining("web.token must be of visible ASCII characters: …")
        .hasMessageNotContaining("inside");
  }
}
