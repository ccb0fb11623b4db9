package dev.perennial.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import dev.perennial.schemas.wire.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records of every topic as each version wrote them: schema, body, and what the body says as JSON.
 */
class GoldenWireTest {

  private static final String NAME = "wire";
  private static final int RECORDS = 3;
  private static final int HEADER_BYTES = 5;

  static Stream<Arguments> records() {
    return Golden.versions().stream()
        .flatMap(version -> Stream.of(Topic.values()).map(topic -> Arguments.of(version, topic)));
  }

  @BeforeAll
  static void write() throws IOException {
    if (Golden.isWriting(Golden.current())) {
      Map<String, byte[]> content = new TreeMap<>();
      for (Topic topic : Topic.values()) {
        content.put(topic + "/schema", Golden.bytes(topic.schema().toString()));
        int number = 0;
        for (Object record : new RandomData(topic.schema(), RECORDS, 1L)) {
          SpecificRecord meant =
              decode(topic, topic.type(), topic.schema(), body(topic.schema(), record));
          content.put(topic + "/" + number + "/body", encode(topic, topic.type(), meant));
          content.put(topic + "/" + number + "/json", Golden.bytes(meant.toString()));
          number++;
        }
      }
      Golden.write(NAME, content);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void areReadAsTheyWereMeant(String version, Topic topic) throws Exception {
    Map<String, byte[]> golden = Golden.read(version, NAME);
    Schema written = new Schema.Parser().parse(Golden.text(golden, topic + "/schema"));
    ObjectMapper json = new ObjectMapper();

    for (int number = 0; number < RECORDS; number++) {
      String prefix = topic + "/" + number + "/";
      byte[] body = golden.getOrDefault(prefix + "body", new byte[0]);
      SpecificRecord record = decode(topic, topic.type(), written, body);

      // A later version may know more fields, which then have their defaults.
      JsonNode says = json.readTree(record.toString());
      json.readTree(Golden.text(golden, prefix + "json"))
          .properties()
          .forEach(
              field ->
                  assertThat(says.get(field.getKey()))
                      .as(field.getKey())
                      .isEqualTo(field.getValue()));
      Golden.requireSame(
          version, Map.of(prefix, encode(topic, topic.type(), record)), Map.of(prefix, body));
    }
    Golden.requireSame(
        version,
        Map.of("schema", Golden.bytes(topic.schema().toString())),
        Map.of("schema", golden.getOrDefault(topic + "/schema", new byte[0])));
  }

  private static byte[] body(Schema schema, Object record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static <T extends SpecificRecord> T decode(
      Topic topic, Class<T> type, Schema written, byte[] body) throws IOException {
    try (Registry registry = Registry.at(RegistrySettings.at("mock://golden"))) {
      int id = registry.register(topic.subject(), written);
      return RecordDecoder.of(topic, type, registry)
          .decode(
              ByteBuffer.allocate(HEADER_BYTES + body.length)
                  .put((byte) 0)
                  .putInt(id)
                  .put(body)
                  .array());
    } catch (WireFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T extends SpecificRecord> byte[] encode(
      Topic topic, Class<T> type, SpecificRecord record) {
    try (Registry registry = Registry.at(RegistrySettings.at("mock://golden"))) {
      byte[] bytes = RecordEncoder.of(topic, type, registry).encode(type.cast(record));
      byte[] body = new byte[bytes.length - HEADER_BYTES];
      System.arraycopy(bytes, HEADER_BYTES, body, 0, body.length);
      return body;
    }
  }
}
