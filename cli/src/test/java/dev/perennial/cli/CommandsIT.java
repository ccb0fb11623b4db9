package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.pipeline.Published;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that work with a cluster, against a real broker and a real registry. */
@TestMethodOrder(OrderAnnotation.class)
class CommandsIT {

  @TempDir static Path directory;

  private static EmbeddedRegistry registry;
  private static EmbeddedBroker broker;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    registry.awaitRunning(Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    broker.close();
    registry.close();
  }

  private int execute(String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(
        List.of("--bootstrap", broker.bootstrapServers(), "--registry", registry.url()));
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  @Test
  @Order(2)
  void aPublisherThatWasKilledIsGoneOnFromWithoutLossOrRepetition() throws Exception {
    String publish =
        "publish --resume --stream resumed --data glyphs --scenario classes:2 --limit 10 --boundary b";
    Curriculum glyphs =
        Scenario.parse("classes:2")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of("resumed", 1).withLimit(10));

    // Never closed: 1,500 samples, the last of them in a transaction that was not ended.
    try (Registry client = Registry.at(RegistrySettings.at(registry.url()))) {
      KafkaSettings kafka = KafkaSettings.at(broker.bootstrapServers());
      SamplePublisher killed =
          SamplePublisher.resumable(kafka, client, Pace.unlimited(), "perennial-publish-resumed");
      int count = 0;
      for (Sample sample : glyphs.holdout()) {
        killed.publish(sample);
        if (++count == 1_500) {
          break;
        }
      }

      assertThat(execute(publish)).as("%s", err).isZero();
      assertThat(Published.of("resumed", kafka, client).samples()).isEqualTo(2_010);
      assertThat(Published.of("resumed", kafka, client).commands()).containsExactly("b");

      err.getBuffer().setLength(0);
      assertThat(execute(publish)).isZero();
      assertThat(err.toString()).startsWith("2,010 samples of stream resumed are there already\n");
      assertThat(Published.of("resumed", kafka, client).samples()).isEqualTo(2_010);

      err.getBuffer().setLength(0);
      assertThat(execute(publish.replace("classes:2", "classes:5"))).isEqualTo(64);
      assertThat(err.toString()).contains("--resume needs the options of before");

      // The killed one, if it should come back to life, is shut out.
      assertThatThrownBy(killed::flush).isInstanceOf(KafkaException.class);
    }
  }

  @Test
  @Order(1)
  void topicsAreCreatedOnceListedPublishedToAndWatched() throws Exception {
    assertThat(execute("topics create --partitions 2")).isZero();
    assertThat(out.toString()).contains("created samples").endsWith("13 created, 0 existed\n");

    out.getBuffer().setLength(0);
    assertThat(execute("topics create --partitions 2")).isZero();
    assertThat(out).hasToString("0 created, 13 existed\n");

    out.getBuffer().setLength(0);
    assertThat(execute("topics list")).isZero();
    assertThat(out.toString().lines()).hasSize(13).contains("samples      2", "metrics      2");

    // 2,000 hold-out samples come first; then 2 for each of the 5 tasks.
    assertThat(execute("publish --data glyphs --scenario classes:2 --limit 10 --boundary done"))
        .isZero();
    assertThat(err)
        .hasToString("published 2,000 hold-out and 10 training samples to stream glyphs\n");

    out.getBuffer().setLength(0);
    assertThat(execute("watch samples --from-beginning --limit 2010")).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2010);
    JsonNode last = new ObjectMapper().readTree(lines.get(2009));
    assertThat(last.path("key").asText()).isEqualTo("glyphs");
    assertThat(last.at("/value/task").asText()).isEqualTo("classes-8-9");
    assertThat(last.at("/value/split").asText()).isEqualTo("TRAIN");
    assertThat(last.at("/value/features/shape")).hasToString("[28,28]");

    out.getBuffer().setLength(0);
    assertThat(execute("watch control --from-beginning --limit 1")).isZero();
    JsonNode command = new ObjectMapper().readTree(out.toString());
    assertThat(command.at("/value/id").asText()).isEqualTo("done");
    assertThat(command.at("/value/afterOffset").asLong()).isEqualTo(last.path("offset").asLong());
  }

  @Test
  @Order(3)
  void whatWasRejectedIsToldFixedAndPublishedAgain() throws Exception {
    String settings =
        "{kafka: {bootstrap.servers: '%s'}, registry: {url: '%s'}}"
            .formatted(broker.bootstrapServers(), registry.url());
    KafkaSettings kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Registry client = Registry.at(RegistrySettings.at(registry.url()));
        Ingest ingest = Ingest.start(SettingsFile.parse(settings, name -> null));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                kafka.toProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        TopicReader<Experience> log =
            TopicReader.fromBeginning(Topic.EXPERIENCES, Experience.class, kafka, client)) {
      byte[] key = "broken".getBytes(StandardCharsets.UTF_8);
      Sample unnamed =
          new Sample(
              "",
              "broken",
              Instant.EPOCH,
              Tensors.uint8(List.of(1), new byte[] {7}),
              "seven",
              null,
              Split.TRAIN);
      byte[] encoded = RecordEncoder.of(Topic.SAMPLES, Sample.class, client).encode(unnamed);
      producer.send(new ProducerRecord<>("samples", key, encoded)).get();
      producer.send(new ProducerRecord<>("samples", key, new byte[] {9, 9, 9, 9, 9, 9})).get();
      ingest.awaitRunning(Duration.ofSeconds(60));

      String summary = awaitRejects("rejects --stream broken", 2);
      assertThat(summary).contains("         1  samples      empty-id ", "id must not be empty");
      assertThat(summary).contains("         1  samples      not-wire-format ");
      String lines = awaitRejects("rejects --stream broken --list", 2);
      assertThat(awaitRejects("rejects --list --reason not-wire-format --stream broken", 1))
          .contains("\"bytes\":\"CQkJCQkJ\"");

      Path fixed = directory.resolve("fixed.jsonl");
      Files.writeString(
          fixed,
          lines
                  .lines()
                  .filter(line -> line.contains("empty-id"))
                  .findFirst()
                  .orElseThrow()
                  .replace("\"id\":\"\"", "\"id\":\"named\"")
              + "\n{\"topic\": \"predictions\"}\n");
      err.getBuffer().setLength(0);
      assertThat(execute("rejects --replay " + fixed)).isEqualTo(1);
      assertThat(err)
          .hasToString(
              "line 2: topic must be samples, labels or control: \"predictions\"\n"
                  + "published 1 records\n");

      Experience learned = null;
      while (learned == null) {
        learned =
            log.poll(Duration.ofMillis(100)).stream()
                .flatMap(found -> found.value().stream())
                .filter(experience -> experience.getStream().equals("broken"))
                .findFirst()
                .orElse(null);
      }
      assertThat(((Example) learned.getBody()).getId()).isEqualTo("named");
    }
  }

  private String awaitRejects(String command, int lines) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              out.getBuffer().setLength(0);
              assertThat(execute(command)).as("%s", err).isZero();
              assertThat(out.toString().lines().count()).isGreaterThanOrEqualTo(lines);
            });
    return out.toString();
  }

  @Test
  @Order(4)
  void whatIsWatchedWithoutEndIsEndedWithoutAWord() throws Exception {
    Path said = directory.resolve("watch.err");
    Process watching =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Perennial.class.getName(),
                "watch",
                "control",
                "--from-beginning",
                "--bootstrap",
                broker.bootstrapServers(),
                "--registry",
                registry.url())
            .redirectError(said.toFile())
            .start();
    try (BufferedReader lines = watching.inputReader()) {
      assertThat(lines.readLine()).contains("\"kind\"");
      watching.destroy();
      assertThat(watching.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      watching.destroyForcibly();
    }

    assertThat(said).isEmptyFile();
  }
}
