package dev.perennial.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.pipeline.Published;
import dev.perennial.cli.pipeline.Received;
import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.LabelPlan;
import dev.perennial.ingest.publish.LabelPublisher;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** {@code publish} with tables, pipes and late labels, against a real broker and registry. */
class PublishIT {

  @TempDir static Path directory;

  private static EmbeddedRegistry registry;
  private static EmbeddedBroker broker;
  private static Registry client;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    registry.awaitRunning(Duration.ofSeconds(60));
    client = Registry.at(RegistrySettings.at(registry.url()));
    assertThat(new PublishIT().execute("topics create --partitions 2")).isZero();
  }

  @AfterAll
  static void stop() {
    client.close();
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

  private static KafkaSettings kafka() {
    return KafkaSettings.at(broker.bootstrapServers());
  }

  private static <T extends SpecificRecord> List<Received<T>> read(
      Topic topic, Class<T> type, String stream) {
    List<Received<T>> found = new ArrayList<>();
    try (TopicReader<T> reader = TopicReader.fromBeginning(topic, type, kafka(), client)) {
      reader.forEachUntilSettled(
          record -> {
            if (record.key().filter(stream::equals).isPresent()) {
              found.add(record);
            }
          });
    }
    return found;
  }

  private static List<Sample> samples(String stream) {
    return read(Topic.SAMPLES, Sample.class, stream).stream().map(Received::orThrow).toList();
  }

  /** Of each late label, the id of the sample it stands behind, by the id of its own. */
  private static Map<String, String> behind(String stream) {
    Map<Long, String> places = new HashMap<>();
    read(Topic.SAMPLES, Sample.class, stream)
        .forEach(sample -> places.put(sample.offset(), sample.orThrow().getId()));
    Map<String, String> behind = new HashMap<>();
    for (Received<LabelEvent> label : read(Topic.LABELS, LabelEvent.class, stream)) {
      String twice =
          behind.put(label.orThrow().getSampleId(), places.get(label.orThrow().getAfterOffset()));
      assertThat(twice).as("a label comes once").isNull();
    }
    return behind;
  }

  @Test
  void aTableIsPublishedRowByRowWithItsOwnIdsTimesAndTasks() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("sensors.tsv"),
            "key\tat\ta\tb\tkind\tshift\nk1\t1000\t1\t2\tx\tday\nk2\t2000\t3\t4\ty\tnight\n");

    int code =
        execute(
            "publish --data tsv:%s --scenario as-is --loops 2 --label-column kind".formatted(file)
                + " --task-column shift --id-column key --time-column at");

    assertThat(code).as("%s", err).isZero();
    assertThat(err).hasToString("published 0 hold-out and 4 training samples to stream sensors\n");
    List<Sample> samples = samples("sensors");
    assertThat(samples).extracting(Sample::getId).containsExactly("k1", "k2", "k1/1", "k2/1");
    assertThat(samples).extracting(Sample::getLabel).containsExactly("x", "y", "x", "y");
    assertThat(samples).extracting(Sample::getTask).containsOnly("day", "night");
    assertThat(samples.get(1).getEventTime()).isEqualTo(Instant.ofEpochMilli(2000));
    assertThat(Tensors.toFloats(samples.get(3).getFeatures())).containsExactly(3, 4);
  }

  /** On the class path that Flink and the broker are on. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "LZ4_RAW"})
  void parquetIsPublished(CompressionCodecName codec) throws Exception {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message row { required double a; required binary class (STRING); }");
    Path file = directory.resolve(codec.name().toLowerCase(Locale.ROOT) + ".parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withCompressionCodec(codec)
            .build()) {
      writer.write(new SimpleGroup(schema).append("a", 1.5).append("class", "x"));
      writer.write(new SimpleGroup(schema).append("a", 2.5).append("class", "y"));
    }

    assertThat(
            execute(
                "publish --scenario as-is --stream %s --data parquet:%s".formatted(codec, file)))
        .as("%s", err)
        .isZero();

    List<Sample> samples = samples(codec.name());
    assertThat(samples).extracting(Sample::getLabel).containsExactly("x", "y");
    assertThat(Tensors.toFloats(samples.get(1).getFeatures())).containsExactly(2.5f);
  }

  @Test
  void whatIsPipedInIsPublishedAndItsBadRowsAreCounted() {
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream(
            "{\"v\":[[1,2]],\"class\":\"x\"}\n{\"v\":7}\n{\"v\":[[3,4]],\"class\":\"y\"}\n"
                .getBytes(UTF_8)));
    try {
      assertThat(execute("publish --data jsonl:- --scenario as-is --skip-bad-rows")).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "standard input row 2 column v must be an array of shape [1, 2]: 7",
            "skipped 1 rows that cannot be used",
            "published 0 hold-out and 2 training samples to stream stdin");
    assertThat(samples("stdin"))
        .extracting(sample -> sample.getFeatures().getShape())
        .containsOnly(List.of(1, 2));
  }

  @Test
  void aBadRowEndsThePublishingBehindTheRowsBeforeIt() throws Exception {
    Path file =
        Files.writeString(directory.resolve("broken.csv"), "a,class\n1,x\n2,y\nno,x\n4,y\n");

    assertThat(execute("publish --scenario as-is --data csv:" + file)).isEqualTo(64);

    assertThat(err)
        .hasToString(
            "--data cannot be read: %s row 3 column a must be a finite number: \"no\"\n"
                .formatted(file));
    assertThat(samples("broken")).hasSize(2);
  }

  @Test
  void aPublisherOfLateLabelsThatWasKilledIsGoneOnFromToTheSameLog() throws Exception {
    StringBuilder rows = new StringBuilder("a,class\n");
    for (int i = 0; i < 4_000; i++) {
      rows.append(i).append(i % 3 == 0 ? ",x\n" : ",y\n");
    }
    Path file = Files.writeString(directory.resolve("late.csv"), rows);
    String publish =
        "publish --resume --scenario as-is --label-delay 7 --label-share 0.8 --boundary b --data csv:"
            + file
            + " --stream ";
    assertThat(execute(publish + "whole")).as("%s", err).isZero();

    // Never closed: the last of its transactions was not ended.
    SamplePublisher killed =
        SamplePublisher.resumable(kafka(), client, Pace.unlimited(), "perennial-publish-struck");
    LabelPublisher labels = new LabelPublisher(killed, new LabelPlan(OptionalInt.of(7), 0.8), 0);
    int count = 0;
    for (Sample sample :
        Scenario.parse("as-is")
            .streamed(
                DataSource.parse("csv:" + file).rows().orElseThrow(),
                CurriculumSettings.of("struck", 1))
            .orElseThrow()) {
      labels.publish(sample);
      if (++count == 2_345) {
        break;
      }
    }

    err.getBuffer().setLength(0);
    assertThat(execute(publish + "struck")).as("%s", err).isZero();
    assertThat(err.toString()).contains("samples of stream struck are there already");
    assertThat(execute(publish + "struck")).isZero();

    assertThat(samples("struck")).hasSize(4_000).extracting(Sample::getLabel).containsOnlyNulls();
    assertThat(behind("struck")).isEqualTo(behind("whole"));
    assertThat(behind("whole")).hasSizeBetween(3_100, 3_300);
    // Row 2 is one whose label comes; it stands behind row 9.
    assertThat(behind("whole"))
        .allSatisfy((id, place) -> assertThat(row(place)).isEqualTo(Math.min(row(id) + 7, 3_999)));
    assertThat(Published.of("struck", kafka(), client).commands()).containsExactly("b");
  }

  private static int row(String id) {
    return Integer.parseInt(id.replaceFirst(".*-", ""));
  }
}
