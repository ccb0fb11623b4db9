package dev.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.perennial.schemas.settings.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real client against an HTTP server that answers as registries do. */
class RegistryIT {

  private HttpServer server;
  private Registry registry;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    registry =
        Registry.at(RegistrySettings.at("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    registry.close();
    server.stop(0);
  }

  @Test
  void readsAnAvroSchema() {
    answer(200, "{\"schema\": \"\\\"long\\\"\"}");

    assertThat(registry.schema(7)).contains(Schema.create(Schema.Type.LONG));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422})
  void hasNoSchemaForAnIdThatIsRefused(int status) {
    answer(status, "{\"error_code\": %d03, \"message\": \"no such id\"}".formatted(status));

    assertThat(registry.schema(7)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}",
        "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message M {}\"}",
        "{\"schema\": \"no schema\"}"
      })
  void hasNoAvroSchemaWhereTheIdStandsForAnother(String body) {
    answer(200, body);

    assertThat(registry.schema(7)).isEmpty();
  }

  /** Answers whoever shows that header, and 401 whoever does not. */
  private void askFor(String authorization) {
    server.createContext(
        "/",
        exchange -> {
          boolean isIn =
              authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
          String body =
              isIn
                  ? "{\"schema\": \"\\\"long\\\"\"}"
                  : "{\"error_code\": 401, \"message\": \"Unauthorized\"}";
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(isIn ? 200 : 401, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Registry as(Map<String, String> properties) {
    return Registry.at(new RegistrySettings(url(), properties));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void showsUserAndPassword() {
    String shown =
        Base64.getEncoder().encodeToString("alice:s3cr3t".getBytes(StandardCharsets.UTF_8));
    askFor("Basic " + shown);

    try (Registry alice = as(basic("alice:s3cr3t"))) {
      alice.requireNoRefusal();
      assertThat(alice.schema(7)).contains(Schema.create(Schema.Type.LONG));
    }
    try (Registry mallory = as(basic("mallory:guessed"))) {
      for (ThrowingCallable asked :
          List.<ThrowingCallable>of(mallory::requireNoRefusal, () -> mallory.schema(7))) {
        assertThatThrownBy(asked)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage(
                "the schema registry at %s refused user mallory: Unauthorized; error code: 401"
                    .formatted(url()))
            .hasMessageNotContaining("guessed");
      }
    }
    assertThatThrownBy(registry::requireNoRefusal)
        .hasMessageStartingWith(
            "the schema registry at %s refused who shows no credentials (registry.properties has"
                .formatted(url()));
  }

  private static Map<String, String> basic(String user) {
    return Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", user);
  }

  @Test
  void showsAToken() {
    askFor("Bearer s3cr3t");

    try (Registry known = as(bearer("s3cr3t"))) {
      assertThat(known.schema(7)).contains(Schema.create(Schema.Type.LONG));
    }
    try (Registry stranger = as(bearer("guessed"))) {
      assertThatThrownBy(() -> stranger.schema(7))
          .hasMessage(
              "the schema registry at %s refused the token of bearer.auth.token: Unauthorized; error code: 401"
                  .formatted(url()))
          .hasMessageNotContaining("guessed");
    }
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", token);
  }

  @Test
  void refusesNobodyWhereItDoesNotAnswerOrKnowsNoSchema() {
    answer(404, "{\"error_code\": 40403, \"message\": \"no such id\"}");
    registry.requireNoRefusal();
    server.stop(0);
    registry.requireNoRefusal();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void failsWhereTheRegistryCannotAnswer(int status) {
    answer(status, "{\"error_code\": %d01, \"message\": \"not now\"}".formatted(status));

    assertThatThrownBy(() -> registry.schema(7))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(
            "the schema registry at http://127.0.0.1:"
                + server.getAddress().getPort()
                + " did not answer: not now");
  }

  private void answer(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
