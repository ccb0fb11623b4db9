package dev.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.drift.DriftSettings;
import dev.perennial.schemas.http.StatusSettings;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestSettingsTest {

  @Test
  void haveDefaults() {
    assertThat(read("{}")).isEqualTo(IngestSettings.DEFAULTS);
    assertThat(IngestSettings.DEFAULTS)
        .isEqualTo(
            new IngestSettings(
                "perennial-ingest",
                0.1,
                200_000,
                new LabelSettings(
                    Duration.ofHours(24), 100_000, 64L << 20, LabelSettings.Store.MEMORY),
                Map.of(),
                new DriftSettings("hdddm", 500, 0.002, 16),
                new IngestLimits(
                    1_048_576, 1000, 10_000, 10_000, 100_000, 1_024, 1000, 100_000, 16_384),
                new StatusSettings("127.0.0.1", 0, ""),
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
                  rememberedIds: 11
                  labels: {patience: PT3S, maxWaiting: 12, maxWaitingBytes: 13, store: rocksdb}
                  tasks: {"*": "count:10", clicks: "time:PT1H", tills: detect}
                  drift: {detector: kswin, window: 100, sameBelow: 0.01, mostRegimes: 5}
                  limits:
                    maxRecordBytes: 1
                    maxStreams: 2
                    maxClasses: 3
                    maxTasks: 4
                    maxNames: 5
                    maxNameLength: 6
                    maxHeldCommands: 7
                    maxHeldLabels: 10
                    maxCommandBytes: 8
                  web: {host: 0.0.0.0, port: 8082, token: 0123456789abcdef}
                  threads: 9
                  commitInterval: PT7S
                  streams: {state.dir: here, producer.linger.ms: 1}
                """))
        .isEqualTo(
            new IngestSettings(
                "other",
                0.25,
                11,
                new LabelSettings(Duration.ofSeconds(3), 12, 13, LabelSettings.Store.ROCKSDB),
                Map.of(
                    "*",
                    new TaskRule.Count(10),
                    "clicks",
                    new TaskRule.Time(Duration.ofHours(1)),
                    "tills",
                    new TaskRule.Detect()),
                new DriftSettings("kswin", 100, 0.01, 5),
                new IngestLimits(1, 2, 3, 4, 5, 6, 7, 10, 8),
                new StatusSettings("0.0.0.0", 8082, "0123456789abcdef"),
                9,
                Duration.ofSeconds(7),
                Map.of("state.dir", "here", "producer.linger.ms", "1")));
  }

  @Test
  void nameTheTasksOfAStreamOrOfEveryOther() {
    IngestSettings settings = read("ingest: {tasks: {\"*\": \"count:10\", tills: change}}");

    assertThat(settings.tasksOf("tills")).isEqualTo(new TaskRule.Change());
    assertThat(settings.tasksOf("clicks")).isEqualTo(new TaskRule.Count(10));
    assertThat(IngestSettings.DEFAULTS.tasksOf("tills")).isEqualTo(new TaskRule.Change());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hourly       | must be change, detect, count:N or time:DURATION: \"hourly\"",
        "count:many   | must have a whole number after count: \"count:many\"",
        "count:0      | must count at least 1 place: 0",
        "time:1h      | must have a duration like PT24H after time: \"time:1h\"",
        "time:PT0S    | must last from PT0.001S to PT2562047788015H12M55.807S: PT0S",
      })
  void refuseARuleForTasksThatIsNone(String rule, String problem) {
    assertThatThrownBy(() -> read("ingest: {tasks: {s: \"%s\"}}".formatted(rule)))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> assertThat(e.problems()).containsExactly("ingest.tasks.s " + problem));
  }

  @Test
  void reportEveryProblemAtOnce() {
    assertProblems(
        "{applicationId: ' ', holdoutShare: 2, rememberedIds: -1, threads: 0, commitInterval: PT0S}",
        "ingest.applicationId must not be blank: \" \"",
        "ingest.holdoutShare must be in [0.0, 1.0]: 2.0",
        "ingest.rememberedIds must be at least 0: -1",
        "ingest.threads must be at least 1: 0",
        "ingest.commitInterval must be at least PT0.001S: PT0S");
    assertProblems(
        "{labels: {patience: PT-1S, maxWaiting: 0, maxWaitingBytes: 0}}",
        "ingest.labels.patience must be at least PT0S: PT-1S",
        "ingest.labels.maxWaiting must be at least 1: 0",
        "ingest.labels.maxWaitingBytes must be at least 1: 0");
    assertProblems(
        """
        limits: {maxRecordBytes: 1073741824, maxStreams: 0, maxClasses: 0, maxTasks: 0, maxNames: 0,
          maxNameLength: 1025, maxHeldCommands: 0, maxHeldLabels: 0, maxCommandBytes: 0}
        """,
        "ingest.limits.maxRecordBytes must be at most 2097152: 1073741824",
        "ingest.limits.maxStreams must be at least 1: 0",
        "ingest.limits.maxClasses must be at least 1: 0",
        "ingest.limits.maxTasks must be in [1, 10000]: 0",
        "ingest.limits.maxNames must be at least 1: 0",
        "ingest.limits.maxNameLength must be in [1, 1024]: 1025",
        "ingest.limits.maxHeldCommands must be at least 1: 0",
        "ingest.limits.maxHeldLabels must be at least 1: 0",
        "ingest.limits.maxCommandBytes must be at least 1: 0");
  }

  private static void assertProblems(String section, String... problems) {
    assertThatThrownBy(() -> read("ingest:\n" + section.indent(2)))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> assertThat(e.problems()).containsExactly(problems));
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
  void tellNoSecretInWords() {
    assertThat(read("ingest: {streams: {sasl.jaas.config: s3cr3t}}"))
        .hasToString("IngestSettings[applicationId=perennial-ingest, streams=[sasl.jaas.config]]");
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
