package dev.perennial.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perennial.ingest.TestBroker;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.CommittedRecords;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway before a real broker. Each test has a stream of its own. */
class GatewayIT {

  private static final String REGISTRY = "mock://gateway-it";
  private static final String TOKEN = "0123456789abcdef";
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir static Path directory;

  private static TestBroker broker;
  private static Registry registry;
  private static Gateway gateway;
  private static JsonNode document;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(directory);
    registry = Registry.at(RegistrySettings.at(REGISTRY));
    try (Admin admin = Admin.create(kafka().toProperties())) {
      new Topics(admin, registry).create(TopicSettings.DEFAULTS);
    }
    gateway = Gateway.start(settings("port: 0\n  maxBytes: 2000000"));
    HttpResponse<String> served =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(gateway.address().resolve("/openapi.yaml")).build(),
                BodyHandlers.ofString());
    document = new ObjectMapper(new YAMLFactory()).readTree(served.body());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    registry.close();
    broker.close();
  }

  private static KafkaSettings kafka() {
    return KafkaSettings.at(broker.address());
  }

  private static SettingsFile settings(String own) {
    return SettingsFile.parse(
        """
        kafka:
          bootstrap.servers: %s
        registry:
          url: %s
        gateway:
          %s
        """
            .formatted(broker.address(), REGISTRY, own),
        name -> null);
  }

  private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(gateway.address().resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofString());
    assertDocumented(path, "post", answer);
    return answer;
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** Every answer to a path is one that the document names for it. */
  private static void assertDocumented(String path, String method, HttpResponse<String> answer) {
    String template = path.replaceFirst("^/streams/[^/]+/", "/streams/{stream}/");
    assertThat(
            document
                .path("paths")
                .path(template)
                .path(method)
                .path("responses")
                .has(Integer.toString(answer.statusCode())))
        .as("%s %s %d", method, template, answer.statusCode())
        .isTrue();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type, String stream)
      throws Exception {
    List<T> found = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    try (CommittedRecords records = CommittedRecords.fromBeginning(topic.topicName(), kafka())) {
      records.forEachUntilSettled(
          record -> {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(stream)) {
              values.add(record.value());
            }
          });
    }
    RecordDecoder<T> decoder = RecordDecoder.of(topic, type, registry);
    for (byte[] value : values) {
      found.add(decoder.decode(value));
    }
    return found;
  }

  private static Sample sample(String stream, String id) {
    return new Sample(
        id, stream, NOON, Tensors.float32(List.of(2), 1, 2.5f), "x", null, Split.TRAIN);
  }

  @Test
  void aSampleIsThereWhenItsOffsetIsAnswered() throws Exception {
    HttpResponse<String> answer =
        post(
            "/streams/one/samples",
            """
            {"id": "a", "eventTime": "2026-01-31T12:00:00Z", "features": [1, 2.5], "label": "x",
             "split": "TRAIN"}
            """);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("offsets")).hasSize(1);
    assertThat(read(Topic.SAMPLES, Sample.class, "one")).containsExactly(sample("one", "a"));
  }

  @Test
  void aBatchIsAnArrayOrALineEach() throws Exception {
    String line = "{\"id\":\"%s\",\"features\":[1],\"eventTime\":5}";

    HttpResponse<String> array =
        post("/streams/many/samples", "[%s,%s]".formatted(line, line).formatted("a", "b"));
    HttpResponse<String> lines =
        post(
            "/streams/many/samples",
            "application/x-ndjson",
            (line + "\n" + line + "\n").formatted("c", "d").getBytes(StandardCharsets.UTF_8));

    assertThat(json(array).path("offsets").get(1).asLong())
        .isEqualTo(json(array).path("offsets").get(0).asLong() + 1);
    assertThat(lines.statusCode()).isEqualTo(200);
    assertThat(read(Topic.SAMPLES, Sample.class, "many"))
        .extracting(Sample::getId)
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void featuresHaveTheShapeOfTheirArraysOrAreATensor() throws Exception {
    post("/streams/shapes/samples", "{\"id\":\"a\",\"features\":[[1,2,3],[4,5,6]]}");
    post(
        "/streams/shapes/samples",
        // Bytes 0, 127 and 255.
        "{\"id\":\"b\",\"features\":{\"shape\":[3],\"elementType\":\"UINT8\",\"data\":\"AH//\"}}");

    List<Sample> samples = read(Topic.SAMPLES, Sample.class, "shapes");
    assertThat(samples.get(0).getFeatures().getShape()).containsExactly(2, 3);
    assertThat(Tensors.toFloats(samples.get(0).getFeatures())).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Tensors.toFloats(samples.get(1).getFeatures())).containsExactly(0, 127, 255);
  }

  @Test
  void anAvroContainerFileHoldsABatch() throws Exception {
    List<Sample> samples = List.of(sample("avro", "a"), sample("avro", "b"));

    HttpResponse<String> answer =
        post(
            "/streams/avro/samples",
            "application/avro",
            container(CodecFactory.nullCodec(), samples));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(read(Topic.SAMPLES, Sample.class, "avro")).isEqualTo(samples);
  }

  @Test
  void aContainerFileThatIsCutOffCompressedOrOfAnotherStreamIsRefused() throws Exception {
    byte[] whole = container(CodecFactory.nullCodec(), List.of(sample("cut", "a")));
    String path = "/streams/cut/samples";

    HttpResponse<String> cut =
        post(path, "application/avro", Arrays.copyOf(whole, whole.length - 20));
    HttpResponse<String> compressed =
        post(
            path,
            "application/avro",
            container(CodecFactory.deflateCodec(9), List.of(sample("cut", "a"))));
    HttpResponse<String> other =
        post(
            path,
            "application/avro",
            container(CodecFactory.nullCodec(), List.of(sample("other", "a"))));

    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(json(cut).path("error").asText()).startsWith("not-avro: ");
    assertThat(json(compressed).path("error").asText())
        .isEqualTo("compressed: the file must not be compressed: deflate");
    assertThat(json(other).at("/records/0/reason").asText()).isEqualTo("stream-differs");
    assertThat(read(Topic.SAMPLES, Sample.class, "cut")).isEmpty();
  }

  @Test
  void oneBadRecordKeepsTheWholeBatchOutAndEachIsTold() throws Exception {
    HttpResponse<String> answer =
        post(
            "/streams/bad/samples",
            """
            [{"id": "a", "features": [1]},
             {"id": "", "features": [1]},
             {"id": "c", "features": [[1], [2, 3]]},
             {"id": "d", "features": [1], "colour": "red"},
             {"id": "e", "features": ["1"]},
             {"id": "f", "features": [1e39]},
             {"id": "g", "features": [1], "split": "HOLDOUT"},
             {"id": "h", "features": [1], "split": "TEST"},
             {"id": "i", "features": [1], "eventTime": "noon"},
             {"features": [1]},
             {"id": "k", "features": {"shape": [2], "data": "AAAA"}},
             7,
             {"id": "m", "features": 3},
             {"id": "n", "features": {"shape": 2, "data": "AAAA"}},
             {"id": "o", "features": [1], "id": "p"},
             {"id": "q", "features": [[1, 2], [3, {"x": []}]]},
             {"id": "r", "features": [[1], 2]},
             {"id": "s", "features": [[1, 1, 1], [], [], []]}]
            """);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText())
        .isEqualTo("none was taken, as so many records break a rule: 17");
    List<String> told = new ArrayList<>();
    json(answer)
        .path("records")
        .forEach(
            record ->
                told.add(
                    record.path("index").asInt()
                        + " "
                        + record.path("reason").asText()
                        + ": "
                        + record.path("error").asText()));
    assertThat(told)
        .containsExactly(
            "1 empty-id: id must not be empty",
            "2 wrong-shape: features must be arrays of shape [2, 1]: one of 2 at depth 1",
            "3 unknown-field: a record must have no fields but [eventTime, features, id, label, split,"
                + " stream, task]: \"colour\"",
            "4 wrong-features: features must be numbers in arrays of shape [1]: STRING",
            "5 not-finite: every feature must be finite: element 0 is Infinity",
            "6 holdout-without-label: a hold-out sample must have a label: g",
            "7 wrong-split: split must be one of [AUTO, TRAIN, HOLDOUT]: \"TEST\"",
            "8 wrong-event-time: eventTime must be milliseconds since 1970 or a time like"
                + " 2026-01-31T09:00:00Z: \"noon\"",
            "9 missing-id: id must be given",
            "10 wrong-length: shape [2] of FLOAT32 needs 8 bytes: 3",
            "11 not-an-object: a record must be a JSON object: NUMBER",
            "12 wrong-features: features must be arrays or a tensor: NUMBER",
            "13 wrong-shape: shape must be an array of whole numbers: 2",
            "14 duplicate-field: an object must have a field only once: \"id\"",
            "15 wrong-features: features must be numbers in arrays of shape [2, 2]: OBJECT",
            "16 wrong-shape: features must be arrays of shape [2, 1]: one of 0 at depth 1",
            "17 wrong-shape: features must be arrays of shape [4, 3]: one of 0 at depth 1");
    assertThat(read(Topic.SAMPLES, Sample.class, "bad")).isEmpty();
  }

  @Test
  void textIsInUtf8WithAMarkOrWithout() throws Exception {
    String json = "{\"id\": \"é€😀\", \"features\": [1], \"label\": \"ü\"}";

    HttpResponse<String> answer =
        post("/streams/utf/samples", "\uFEFF" + json + "\n[" + json + "]");
    HttpResponse<String> other =
        post("/streams/utf/samples", "application/json", json.getBytes(StandardCharsets.UTF_16LE));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(json(other).path("error").asText()).startsWith("not-json: line 1, column ");
    assertThat(read(Topic.SAMPLES, Sample.class, "utf"))
        .extracting(sample -> sample.getId() + sample.getLabel())
        .containsExactly("é€😀ü", "é€😀ü");
  }

  @Test
  void labelsAndCommandsGoToTheirTopics() throws Exception {
    assertThat(
            post(
                    "/streams/late/labels",
                    "{\"sampleId\": \"a\", \"label\": \"x\", \"eventTime\": 7, \"afterOffset\": 3}")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            post(
                    "/streams/late/commands",
                    "{\"id\": \"c\", \"kind\": \"SET\", \"eventTime\": 7, \"parameters\":"
                        + " {\"rate\": \"0.1\"}, \"principal\": \"me\"}")
                .statusCode())
        .isEqualTo(200);

    Instant seven = Instant.ofEpochMilli(7);
    assertThat(read(Topic.LABELS, LabelEvent.class, "late"))
        .containsExactly(new LabelEvent("late", "a", "x", seven, 3L));
    assertThat(read(Topic.CONTROL, Command.class, "late"))
        .containsExactly(
            new Command(
                "c", "late", CommandKind.SET, seven, null, Map.of("rate", "0.1"), "me", null));
    assertThat(
            json(post("/streams/late/commands", "{\"id\": \"d\", \"kind\": \"UNKNOWN\"}"))
                .at("/records/0/reason")
                .asText())
        .isEqualTo("unknown-kind");
    assertThat(
            json(post("/streams/late/labels", "{\"sampleId\": \"a\", \"label\": \"\"}"))
                .at("/records/0/reason")
                .asText())
        .isEqualTo("empty-label");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"id\"", "{} }", "{\"id\": \"a\", \"id\": \"b\"}"})
  void aBodyThatHoldsNoRecordIsRefused(String body) throws Exception {
    assertThat(post("/streams/none/samples", body).statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsTooLargeOrOfAnotherTypeIsRefused() throws Exception {
    HttpResponse<String> large = post("/streams/x/samples", " ".repeat(2_000_001));
    HttpResponse<String> type = post("/streams/x/samples", "text/csv", new byte[] {1});

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("a body must have at most 2000000 bytes");
    assertThat(type.statusCode()).isEqualTo(415);
  }

  @Test
  void theDocumentNamesEveryPathAndMethod() throws Exception {
    List<String> documented = new ArrayList<>();
    document.path("paths").fieldNames().forEachRemaining(documented::add);
    assertThat(documented).containsExactlyInAnyOrderElementsOf(gateway.templates());

    for (String path : gateway.templates()) {
      boolean isRead = document.path("paths").path(path).has("get");
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(gateway.address().resolve(path.replace("{stream}", "s")))
                  .method(isRead ? "DELETE" : "GET", BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains(isRead ? "GET, HEAD" : "POST");
      assertDocumented(path, isRead ? "get" : "post", answer);
    }
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(gateway.address().resolve("/health")).build(),
                    BodyHandlers.ofString())
                .body()
                .replaceAll("\\s", ""))
        .isEqualTo("{\"status\":\"up\"}");
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(gateway.address().resolve("/streams/s")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void otherSitesAndStrangersMayNotWrite() throws Exception {
    try (Gateway guarded = Gateway.start(settings("port: 0\n  token: " + TOKEN))) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(guarded.address().resolve("/streams/guarded/samples"))
              .POST(BodyPublishers.ofString("{\"id\": \"a\", \"features\": [1]}"));

      HttpResponse<String> stranger = client.send(request.build(), BodyHandlers.ofString());
      HttpResponse<String> friend =
          client.send(
              request.copy().header("Authorization", "Bearer " + TOKEN).build(),
              BodyHandlers.ofString());
      HttpResponse<String> site =
          client.send(
              request.copy().header("Origin", "https://example.org").build(),
              BodyHandlers.ofString());

      for (String path : List.of("/health", "/health/live", "/health/ready")) {
        assertThat(
                client
                    .send(
                        HttpRequest.newBuilder(guarded.address().resolve(path)).build(),
                        BodyHandlers.ofString())
                    .statusCode())
            .as(path)
            .isEqualTo(200);
      }
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(friend.statusCode()).isEqualTo(200);
      assertThat(site.statusCode()).isEqualTo(403);
      assertThat(read(Topic.SAMPLES, Sample.class, "guarded")).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "0", "::ffff:0.0.0.0", "192.0.2.1"})
  void anAddressThatOthersReachNeedsAToken(String host) {
    assertThatThrownBy(() -> Gateway.start(settings("host: '%s'\n  port: 0".formatted(host))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "gateway.host can be reached from other machines, so gateway.token must be set: "
                + host);
  }

  private static byte[] container(CodecFactory codec, List<Sample> samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Sample> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(Sample.class))) {
      writer.setCodec(codec);
      writer.create(Topic.SAMPLES.schema(), bytes);
      for (Sample sample : samples) {
        writer.append(sample);
      }
    }
    return bytes.toByteArray();
  }
}
