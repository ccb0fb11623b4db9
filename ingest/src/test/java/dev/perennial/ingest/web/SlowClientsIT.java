package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.ingest.TestBroker;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway before a real broker, and clients that send a part and then no more. */
class SlowClientsIT {

  private static final String REGISTRY = "mock://slow-clients-it";
  private static final String HEAD =
      "POST /streams/slow/samples HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1900000\r\n";
  private static final String HEAD_AND_SOME = HEAD + "\r\n[";

  /** Far longer than any of these tests. */
  private static final String PATIENT = "port: 0\n  readTimeout: PT5M";

  private static final String HASTY = "port: 0\n  readTimeout: PT0.5S";

  @TempDir static Path directory;

  private static TestBroker broker;
  private static Registry registry;

  private final List<Socket> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(directory);
    registry = Registry.at(RegistrySettings.at(REGISTRY));
    try (Admin admin = Admin.create(KafkaSettings.at(broker.address()).toProperties())) {
      new Topics(admin, registry).create(TopicSettings.DEFAULTS);
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @AfterEach
  void leave() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  private static Gateway gateway(String own) throws IOException {
    return Gateway.start(
        SettingsFile.parse(
            """
            kafka:
              bootstrap.servers: %s
            registry:
              url: %s
            gateway:
              %s
            """
                .formatted(broker.address(), REGISTRY, own),
            name -> null));
  }

  private Socket sending(Gateway gateway, String part) throws IOException {
    Socket client = new Socket(gateway.address().getHost(), gateway.address().getPort());
    clients.add(client);
    client.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    return client;
  }

  private static HttpResponse<String> post(Gateway gateway, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(gateway.address().resolve("/streams/quick/samples"))
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {HEAD, HEAD_AND_SOME})
  void aHundredOfThemKeepNobodyWaiting(String part) throws Exception {
    try (Gateway gateway = gateway(PATIENT)) {
      for (int i = 0; i < 100; i++) {
        sending(gateway, part);
      }

      assertThat(post(gateway, "{\"id\": \"a\", \"features\": [1]}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatDoesNotComeIsAnswered() throws Exception {
    try (Gateway gateway = gateway(HASTY)) {
      BufferedReader answer = answer(sending(gateway, HEAD_AND_SOME));

      assertThat(answer.readLine()).startsWith("HTTP/1.1 408 ");
      assertThat(answer.lines()).anyMatch(line -> line.contains("a body must come within PT0.5S"));
    }
  }

  @Test
  void aHeadThatDoesNotComeEndsTheConnection() throws Exception {
    // Its body and the broker would have much longer.
    try (Gateway gateway = gateway(HASTY + "\n  timeout: PT10M")) {
      assertThat(answer(sending(gateway, HEAD)).readLine()).isNull();
    }
  }

  @Test
  void whatHasComeOfABodyKeepsOthersOutWhileThereIsNoRoom() throws Exception {
    try (Gateway gateway = gateway(PATIENT + "\n  maxInFlightBytes: 2097152")) {
      String body = "{\"id\": \"a\", \"features\": [1]}" + " ".repeat(500_000);
      Socket slow = sending(gateway, HEAD_AND_SOME + " ".repeat(1_800_000));
      await().until(() -> post(gateway, body).statusCode() == 429);

      HttpResponse<String> answer = post(gateway, body);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(answer.body()).contains("of 2097152 bytes");

      slow.close();
      await().until(() -> post(gateway, body).statusCode() == 200);
    }
  }

  private static BufferedReader answer(Socket client) throws IOException {
    client.setSoTimeout(60_000);
    return new BufferedReader(
        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
  }
}
