package dev.perennial.cli;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.ingest.Ingest;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schemas that grow, and those that may not, against a real registry. */
class EvolutionIT {

  @TempDir static Path directory;

  private static EmbeddedRegistry server;
  private static EmbeddedBroker broker;
  private static SettingsFile settings;
  private static Registry registry;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    server.awaitRunning(ofSeconds(60));
    settings =
        Blueprint.shipped()
            .withSection("kafka", Map.of("bootstrap.servers", broker.bootstrapServers()))
            .withSection("registry", Map.of("url", server.url()))
            .sections();
    Topics.create(settings);
    registry = Registry.at(RegistrySettings.at(server.url()));
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
    server.close();
  }

  /** The topic's schema as a later version has it: with a field more. */
  private static Schema newer(Topic topic, String type) {
    String text = topic.schema().toString();
    // The record's own fields come last in its text.
    String field = ",{\"name\":\"addedLater\",\"type\":%s}]}".formatted(type);
    return new Schema.Parser().parse(text.substring(0, text.lastIndexOf("]}")) + field);
  }

  private static Schema withOptionalField(Topic topic) {
    return newer(topic, "[\"null\",\"string\"],\"default\":null");
  }

  private static byte[] wire(int id, Schema schema, Object record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static GenericRecord generic(byte[] wire, Schema written, Schema read)
      throws IOException {
    return new GenericDatumReader<GenericRecord>(written, read)
        .read(null, DecoderFactory.get().binaryDecoder(wire, 5, wire.length - 5, null));
  }

  private static <T extends SpecificRecord> byte[] readAndWrittenAgain(
      Topic topic, Class<T> type, byte[] wire) throws Exception {
    T read = RecordDecoder.of(topic, type, registry).decode(wire);
    return RecordEncoder.of(topic, type, registry).encode(read);
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void everySubjectIsHeldToBackwardCompatibility(Topic topic) throws Exception {
    String answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/config/" + topic.subject()))
                    .build(),
                BodyHandlers.ofString())
            .body();

    assertThat(answer).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void aRecordWithAFieldMoreIsReadWithoutIt(Topic topic) throws Exception {
    Schema newer = withOptionalField(topic);
    int id = registry.register(topic.subject(), newer);

    for (Object random : new RandomData(newer, 20, 1)) {
      byte[] wire = wire(id, newer, random);

      byte[] again = readAndWrittenAgain(topic, topic.type(), wire);

      assertThat(generic(again, topic.schema(), topic.schema()))
          .isEqualTo(generic(wire, newer, topic.schema()));
    }
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void aFieldMoreWithoutADefaultIsRefusedWithTheRegistrysReason(Topic topic) {
    assertThatThrownBy(() -> registry.register(topic.subject(), newer(topic, "\"string\"")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "schema %s is not backward compatible with subject %s: "
                .formatted(topic.schema().getFullName(), topic.subject()))
        .hasMessageContaining("addedLater");
  }

  @Test
  void ingestGoesOnWhenASampleHasAFieldMore() throws Exception {
    Schema newer = withOptionalField(Topic.SAMPLES);
    int id = registry.register(Topic.SAMPLES.subject(), newer);
    RecordEncoder<Sample> encoder = RecordEncoder.of(Topic.SAMPLES, Sample.class, registry);
    byte[] now = encoder.encode(sample("before"));
    GenericRecord grown = generic(encoder.encode(sample("grown")), Topic.SAMPLES.schema(), newer);
    grown.put("addedLater", "a word");

    try (Ingest ingest = Ingest.start(settings);
        TopicReader<Experience> log =
            TopicReader.fromBeginning(
                Topic.EXPERIENCES, Experience.class, settings.kafka(), registry);
        Producer<String, byte[]> producer =
            new KafkaProducer<>(
                KafkaSettings.at(broker.bootstrapServers()).toProperties(),
                new StringSerializer(),
                new ByteArraySerializer())) {
      ingest.awaitRunning(ofSeconds(60));
      for (byte[] value : List.of(now, wire(id, newer, grown), encoder.encode(sample("after")))) {
        producer.send(new ProducerRecord<>("samples", "grows", value)).get();
      }

      List<String> ids = new ArrayList<>();
      await()
          .atMost(ofSeconds(60))
          .until(
              () -> {
                log.poll(Duration.ofMillis(200))
                    .forEach(found -> ids.add(((Example) found.orThrow().getBody()).getId()));
                return ids.size() == 3;
              });
      assertThat(ids).containsExactly("before", "grown", "after");
      assertThat(ingest.hasFailed()).isFalse();
    }
  }

  private static Sample sample(String id) {
    return new Sample(
        id,
        "grows",
        Instant.EPOCH,
        Tensors.uint8(List.of(2), new byte[] {1, 2}),
        "x",
        null,
        Split.TRAIN);
  }
}
