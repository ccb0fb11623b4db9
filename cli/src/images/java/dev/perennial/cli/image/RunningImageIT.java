package dev.perennial.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.cli.stack.FreePorts;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the images start does work, where nothing but /tmp can be written, by nobody in particular.
 */
class RunningImageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CONFIGURATION = "etc/perennial/application.yaml";
  private static final String TOKEN = "correct-horse-battery";

  @TempDir private static Path directory;

  private static EmbeddedRegistry registry;
  private static EmbeddedBroker broker;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePorts.find(1).get(0);

  @BeforeAll
  static void start() throws Exception {
    registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    registry.awaitRunning(PATIENCE);
    Topics.create(SettingsFile.parse(configuration("{}"), name -> null));
  }

  @AfterAll
  static void stop() {
    broker.close();
    registry.close();
  }

  private static String configuration(String sections) {
    return "{kafka: {bootstrap.servers: '%s'}, registry: {url: '%s'}, %s"
        .formatted(broker.bootstrapServers(), registry.url(), sections.substring(1));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  private void awaitReady(Process process, Path log) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .failFast(
            "it ended by itself",
            () -> assertThat(process.isAlive()).as(Files.readString(log)).isTrue())
        .until(() -> get("/health/ready").statusCode() == 200);
  }

  /** As a kubelet and Prometheus see it, from its start to the end that SIGTERM makes. */
  private void works(String name, String sections, String metric) throws Exception {
    try (UnpackedImage image = UnpackedImage.of(name)) {
      image.mount(CONFIGURATION, configuration(sections));
      Map<Path, Long> before = image.state();
      Process process = image.start();
      awaitReady(process, image.log());

      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(get("/metrics").statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN).body()).contains(metric);
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(image.state()).isEqualTo(before);
      assertThat(image.log()).content().contains(" INFO ").doesNotContain("ERROR");
    }
  }

  private String web() {
    return "web: {host: 0.0.0.0, port: %d, token: %s}".formatted(port, TOKEN);
  }

  @Test
  void ingest() throws Exception {
    works("perennial-ingest", "{ingest: {%s}}".formatted(web()), "kafka_stream_alive");
  }

  /** Whose library is unpacked to where there is nothing but this directory. */
  @Test
  void ingestWithRocksDb() throws Exception {
    works(
        "perennial-ingest",
        "{ingest: {applicationId: other, labels: {store: rocksdb}, %s}}".formatted(web()),
        "jvm_memory_used_bytes");
  }

  @Test
  void evaluator() throws Exception {
    works("perennial-evaluator", "{evaluator: {%s}}".formatted(web()), "perennial_chronicle");
  }

  @Test
  void gateway() throws Exception {
    try (UnpackedImage image = UnpackedImage.of("perennial-cli")) {
      image.mount(
          CONFIGURATION,
          configuration("{gateway: {host: 0.0.0.0, port: %d, token: %s}}".formatted(port, TOKEN)));
      Map<Path, Long> before = image.state();
      Process process = image.start("gateway", "--config", "/" + CONFIGURATION);
      awaitReady(process, image.log());

      assertThat(get("/openapi.yaml").statusCode()).isEqualTo(401);
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(image.state()).isEqualTo(before);
    }
  }

  @Test
  void commandLineTellsWhatItCan() throws Exception {
    try (UnpackedImage image = UnpackedImage.of("perennial-cli")) {
      Process process = image.start();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(image.log()).content().contains("gateway", "publish", "topics");
    }
  }
}
