package dev.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {

  @Test
  void haveDefaults() {
    assertThat(read("{}")).isEqualTo(IngestSettings.DEFAULTS);
    assertThat(IngestSettings.DEFAULTS)
        .isEqualTo(
            new IngestSettings(
                "perennial-ingest",
                0.1,
                1_048_576,
                1000,
                10_000,
                10_000,
                0,
                100_000,
                1_024,
                1000,
                16_384,
                1,
                Duration.ofMillis(100),
                Map.of()));
  }

  @Test
  void mapEveryKey() {
    assertThat(
            read(
                """
                ingest:
                  applicationId: other
                  holdoutShare: 0.25
                  maxRecordBytes: 1
                  maxStreams: 2
                  maxClasses: 3
                  maxTasks: 4
                  taskWindow: 10
                  maxNames: 5
                  maxNameLength: 6
                  maxHeldCommands: 7
                  maxCommandBytes: 8
                  threads: 9
                  commitInterval: PT7S
                  streams: {state.dir: here, producer.linger.ms: 1}
                """))
        .isEqualTo(
            new IngestSettings(
                "other",
                0.25,
                1,
                2,
                3,
                4,
                10,
                5,
                6,
                7,
                8,
                9,
                Duration.ofSeconds(7),
                Map.of("state.dir", "here", "producer.linger.ms", "1")));
  }

  @Test
  void reportEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                new IngestSettings(
                    " ",
                    Double.NaN,
                    1 << 30,
                    0,
                    0,
                    0,
                    -1,
                    0,
                    1_025,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    Map.of()))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "ingest.applicationId must not be blank: \" \"",
                        "ingest.holdoutShare must be in [0.0, 1.0]: NaN",
                        "ingest.maxRecordBytes must be at most 2097152: 1073741824",
                        "ingest.maxStreams must be at least 1: 0",
                        "ingest.maxClasses must be at least 1: 0",
                        "ingest.maxTasks must be in [1, 10000]: 0",
                        "ingest.taskWindow must be at least 0: -1",
                        "ingest.maxNames must be at least 1: 0",
                        "ingest.maxNameLength must be in [1, 1024]: 1025",
                        "ingest.maxHeldCommands must be at least 1: 0",
                        "ingest.maxCommandBytes must be at least 1: 0",
                        "ingest.threads must be at least 1: 0",
                        "ingest.commitInterval must be at least PT0.001S: PT0S"));
  }

  @Test
  void goOverWhatIsChosenForSpeed() {
    IngestSettings settings =
        read("ingest: {streams: {producer.linger.ms: 1, max.poll.records: 7}}");
    KafkaSettings kafka =
        new KafkaSettings(
            Map.of("bootstrap.servers", "broker:1", "compression.type", "zstd", "linger.ms", "2"));
    Properties properties = Ingest.properties(settings, kafka);

    assertThat(properties)
        .containsEntry("bootstrap.servers", "broker:1")
        .containsEntry("producer.linger.ms", "1")
        .containsEntry("max.poll.records", "7")
        .containsEntry("compression.type", "zstd")
        .doesNotContainKeys("consumer.max.poll.records", "producer.compression.type")
        .containsEntry("producer.batch.size", 262_144)
        .containsEntry("commit.interval.ms", 100L);
  }

  @Test
  void doNotGoOverWhatIsChosenForSafety() {
    IngestSettings settings =
        read(
            """
            ingest:
              streams:
                processing.guarantee: at_least_once
                main.consumer.isolation.level: read_uncommitted
                producer.acks: 1
            """);
    KafkaSettings kafka =
        new KafkaSettings(Map.of("bootstrap.servers", "broker:1", "max.request.size", "1"));

    assertThat(Ingest.properties(settings, kafka))
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("main.consumer.isolation.level", "read_committed")
        .containsEntry("producer.acks", "all")
        .containsEntry("producer.max.request.size", 8_388_608);
  }

  @Test
  void areRefusedWhereKafkaStreamsWouldRefuseThem() {
    IngestSettings settings = read("ingest: {streams: {num.standby.replicas: few}}");

    assertThatThrownBy(() -> Ingest.properties(settings, KafkaSettings.at("broker:1")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("ingest.streams: Invalid value few for configuration");
  }

  @Test
  void mustBeGivenToTheCommand() throws InterruptedException {
    assertThat(run()).isEqualTo("64 usage: ingest --config FILE\n");
    assertThat(run("--config")).isEqualTo("64 usage: ingest --config FILE\n");
    assertThat(run("--config", "/no/such/file"))
        .isEqualTo("64 --config names no file: /no/such/file\n");
  }

  private static String run(String... arguments) throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int exit = Ingest.run(arguments, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return exit
        + " "
        + bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static IngestSettings read(String yaml) {
    return SettingsFile.parse(yaml, name -> null)
        .section("ingest", IngestSettings.class, IngestSettings.DEFAULTS);
  }
}
