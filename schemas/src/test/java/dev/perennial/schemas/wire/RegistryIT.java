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
import org.apache.avro.Schema;
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

  @ParameterizedTest
  @ValueSource(ints = {401, 500, 503})
  void failsWhereTheRegistryCannotAnswer(int status) {
    answer(status, "{\"error_code\": %d01, \"message\": \"not now\"}".formatted(status));

    assertThatThrownBy(() -> registry.schema(7))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("the schema registry did not answer: not now");
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
