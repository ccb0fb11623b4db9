package dev.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.ClassProbability;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WireFormatTest {

  private static final String FIXED_OF_NOTHING =
      "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 0}";
  private static final String RECORD_OF_NOTHING =
      "{\"type\": \"record\", \"name\": \"R\", \"fields\": []}";

  private static final LabelEvent LABEL =
      new LabelEvent("s", "id", "größe", Instant.ofEpochMilli(-5), null);

  private final Registry registry = Registry.at(RegistrySettings.at("mock://" + UUID.randomUUID()));
  private final RecordEncoder<LabelEvent> encoder =
      RecordEncoder.of(Topic.LABELS, LabelEvent.class, registry);
  private final RecordDecoder<LabelEvent> decoder =
      RecordDecoder.of(Topic.LABELS, LabelEvent.class, registry);
  private final RecordEncoder<Prediction> predictions =
      RecordEncoder.of(Topic.PREDICTIONS, Prediction.class, registry);

  @Nested
  class Bytes {

    @Test
    void beginWithAZeroAndTheIdOfTheirSchema() {
      ByteBuffer bytes = ByteBuffer.wrap(encoder.encode(LABEL));

      assertThat(bytes.get()).isZero();
      assertThat(registry.schema(bytes.getInt())).contains(Topic.LABELS.schema());
    }

    @Test
    void readBackAsTheRecordTheyWereWrittenFrom() throws WireFormatException {
      assertThat(decoder.decode(encoder.encode(LABEL))).isEqualTo(LABEL);
    }

    @Test
    void areANewArrayEachTime() {
      byte[] first = encoder.encode(LABEL);
      byte[] copy = first.clone();
      encoder.encode(new LabelEvent("t", "other", "x", Instant.EPOCH, null));

      assertThat(first).isEqualTo(copy);
    }

    @Test
    void areWholeAfterARecordThatCouldNotBeWritten() {
      byte[] whole = encoder.encode(LABEL);
      LabelEvent without = new LabelEvent("s", null, "x", Instant.EPOCH, null);

      assertThatThrownBy(() -> encoder.encode(without)).isInstanceOf(NullPointerException.class);
      assertThat(encoder.encode(LABEL)).isEqualTo(whole);
    }

    @Test
    void ofAnOlderSchemaReadWithItsDefaults() throws WireFormatException, IOException {
      Schema older =
          without(Topic.CONTROL.schema(), List.of("afterOffset", "parameters", "principal"));
      GenericRecord record = new GenericData.Record(older);
      record.put("id", "c");
      record.put("stream", "s");
      record.put("kind", new GenericData.EnumSymbol(older.getField("kind").schema(), "BOUNDARY"));
      record.put("eventTime", 7L);

      Command read =
          RecordDecoder.of(Topic.CONTROL, Command.class, registry).decode(written(record));

      assertThat(read.getKind()).isEqualTo(CommandKind.BOUNDARY);
      assertThat(read.getAfterOffset()).isNull();
      assertThat(read.getParameters()).isEmpty();
      assertThat(read.getEventTime()).isEqualTo(Instant.ofEpochMilli(7));
    }

    @Test
    void ofANewerKindReadAsUnknown() throws WireFormatException, IOException {
      Schema newer =
          new Schema.Parser()
              .parse(
                  Topic.CONTROL
                      .schema()
                      .toString()
                      .replace("\"FORGET\"]", "\"FORGET\",\"DREAM\"]"));
      GenericRecord record = new GenericData.Record(newer);
      record.put("id", "c");
      record.put("stream", "s");
      record.put("kind", new GenericData.EnumSymbol(newer.getField("kind").schema(), "DREAM"));
      record.put("eventTime", 7L);
      record.put("parameters", Map.of());

      assertThat(
              RecordDecoder.of(Topic.CONTROL, Command.class, registry)
                  .decode(written(record))
                  .getKind())
          .isEqualTo(CommandKind.UNKNOWN);
    }

    @Test
    void ofAPredictionThatKnewNoScoresReadWithNone() throws WireFormatException, IOException {
      Prediction meant = prediction();
      Schema older = without(Topic.PREDICTIONS.schema(), List.of("topScores"));

      byte[] bytes = written(asReadWith(older, predictions.encode(meant)));

      assertThat(RecordDecoder.of(Topic.PREDICTIONS, Prediction.class, registry).decode(bytes))
          .isEqualTo(meant);
      // Their absence costs the byte that ends an empty array.
      assertThat(predictions.encode(meant)).hasSize(bytes.length + 1);
    }

    @Test
    void ofAPredictionWithScoresAreReadByAnOlderReaderWithoutThem() throws IOException {
      Schema older = without(Topic.PREDICTIONS.schema(), List.of("topScores"));

      byte[] slim = predictions.encode(prediction());
      byte[] full = predictions.encode(prediction(.5f, .25f, .125f));

      assertThat(asReadWith(older, full)).isEqualTo(asReadWith(older, slim));
      // How many there are, then of each the index, the name's length, the name "0" and the float.
      assertThat(full).hasSize(slim.length + 1 + 3 * (1 + 1 + 1 + Float.BYTES));
      // As docs/strategies.md says.
      assertThat(slim).hasSize(61);
      assertThat(full).hasSize(83);
    }

    private Prediction prediction(float... scores) {
      List<ClassProbability> topScores = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        topScores.add(new ClassProbability(new ClassLabel(i, Integer.toString(i)), scores[i]));
      }
      return new Prediction(
          "digits",
          "er",
          "train-12345",
          12_345L,
          Instant.parse("2026-01-01T00:00:00Z"),
          1_234L,
          new Task(2, "task-2"),
          new ClassLabel(0, "0"),
          .5f,
          new ClassLabel(4, "4"),
          0L,
          null,
          topScores);
    }

    private GenericRecord asReadWith(Schema reader, byte[] bytes) throws IOException {
      return new GenericDatumReader<GenericRecord>(Topic.PREDICTIONS.schema(), reader)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    }

    private byte[] written(GenericRecord record) throws IOException {
      int id = registry.register("older-" + UUID.randomUUID(), record.getSchema());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
      BinaryEncoder body = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, body);
      return bytes.toByteArray();
    }
  }

  @Nested
  class ARefusal {

    @Test
    void isForNull() {
      assertRefused(null, "not-wire-format", "a value needs at least 5 bytes: null");
    }

    @Test
    void isForFewerBytesThanAHeader() {
      assertRefused(new byte[4], "not-wire-format", "a value needs at least 5 bytes: 4");
    }

    @Test
    void isForAnotherMagicByte() {
      byte[] bytes = encoder.encode(LABEL);
      bytes[0] = (byte) 0x80;
      assertRefused(bytes, "not-wire-format", "the first byte must be 0: 128");
    }

    @Test
    void isForASchemaIdThatTheRegistryDoesNotKnow() {
      assertRefused(header(4711), "unknown-schema", "the registry knows no schema with id 4711");
      assertRefused(header(-2), "unknown-schema", "the registry knows no schema with id -2");
    }

    @Test
    void isForASchemaOfAnotherName() {
      int id = registry.register(Topic.SAMPLES.subject(), Topic.SAMPLES.schema());
      assertRefused(
          header(id),
          "incompatible-schema",
          "schema id "
              + id
              + " is dev.perennial.schemas.Sample,"
              + " the topic carries dev.perennial.schemas.LabelEvent");
    }

    @Test
    void isForASchemaThatLacksAFieldWithoutADefault() {
      int id = registry.register("elsewhere", without(Topic.LABELS.schema(), List.of("label")));
      WireFormatException refusal = refusal(header(id));

      assertThat(refusal.reason()).isEqualTo("incompatible-schema");
      assertThat(refusal)
          .hasMessageStartingWith(
              "schema id " + id + " cannot be read as dev.perennial.schemas.LabelEvent: ")
          .hasMessageContaining("label");
    }

    @Test
    void isForABodyThatEndsTooEarlyWhereverItEnds() {
      byte[] whole = encoder.encode(LABEL);

      assertThat(IntStream.range(5, whole.length))
          .allSatisfy(
              length -> {
                WireFormatException refusal = refusal(Arrays.copyOf(whole, length));
                assertThat(refusal.reason()).isEqualTo("not-avro");
                assertThat(refusal).hasMessageStartingWith("the body is no LabelEvent: ");
              });
    }

    @Test
    void isForBytesAfterTheRecord() {
      byte[] whole = encoder.encode(LABEL);
      assertRefused(Arrays.copyOf(whole, whole.length + 1), "not-avro", "bytes follow the record");
    }

    @Test
    void isForALengthThatIsForgedWithoutAllocatingIt() {
      // The first field is the stream: its length is 2^31 - 9, in zig-zag and base 128.
      byte[] forged = Arrays.copyOf(encoder.encode(LABEL), 10);
      byte[] length = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
      System.arraycopy(length, 0, forged, 5, 5);

      assertThat(refusal(forged).reason()).isEqualTo("not-avro");
    }

    @Test
    void isForASchemaWhoseArraysHaveItemsWithoutBytes() {
      // Three bytes name a million of them; in an array of arrays a record names 10^11.
      for (String items : List.of("\"null\"", FIXED_OF_NOTHING, RECORD_OF_NOTHING)) {
        List<Schema.Field> fields = new ArrayList<>();
        Topic.LABELS
            .schema()
            .getFields()
            .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema array =
            new Schema.Parser()
                .parse(
                    """
                    {"type": "array", "items": {"type": "array", "items": %s}}
                    """
                        .formatted(items));
        fields.add(new Schema.Field("nothing", array));
        Schema bomb =
            Schema.createRecord("LabelEvent", null, "dev.perennial.schemas", false, fields);
        int id = registry.register("bomb-" + UUID.randomUUID(), bomb);

        assertRefused(
            header(id),
            "incompatible-schema",
            "schema id " + id + " has an array whose items take no bytes");
      }
    }

    @Test
    void leavesTheDecoderUsable() throws WireFormatException {
      refusal(Arrays.copyOf(encoder.encode(LABEL), 9));

      assertThat(decoder.decode(encoder.encode(LABEL))).isEqualTo(LABEL);
    }

    private void assertRefused(byte[] bytes, String reason, String detail) {
      WireFormatException refusal = refusal(bytes);
      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal.detail()).isEqualTo(detail);
      assertThat(refusal).hasMessage(detail);
    }

    private WireFormatException refusal(byte[] bytes) {
      WireFormatException refusal =
          catchThrowableOfType(WireFormatException.class, () -> decoder.decode(bytes));
      assertThat(refusal).as("bytes that must be refused").isNotNull();
      return refusal;
    }
  }

  @Nested
  class ASerde {

    private final RecordSerde<LabelEvent> serde =
        RecordSerde.of(Topic.LABELS, LabelEvent.class, registry);

    @Test
    void writesAndReadsTheSameBytes() {
      byte[] bytes = serde.serializer().serialize("labels", LABEL);

      assertThat(bytes).isEqualTo(encoder.encode(LABEL));
      assertThat(serde.deserializer().deserialize("labels", bytes)).isEqualTo(LABEL);
    }

    @Test
    void passesNull() {
      assertThat(serde.serializer().serialize("labels", null)).isNull();
      assertThat(serde.deserializer().deserialize("labels", null)).isNull();
    }

    @Test
    void failsOnBytesThatAreNoRecord() {
      assertThatThrownBy(() -> serde.deserializer().deserialize("labels", new byte[3]))
          .isInstanceOf(SerializationException.class)
          .hasMessage("topic labels: a value needs at least 5 bytes: 3");
    }
  }

  @Nested
  class ARegistry {

    @Test
    void givesTheSameSchemaTheSameId() {
      assertThat(registry.register("a-value", Sample.getClassSchema()))
          .isEqualTo(registry.register("a-value", Sample.getClassSchema()));
    }

    @Test
    void isSharedByAllWhoNameTheSameScope() {
      Registry one = Registry.at(RegistrySettings.at("mock://shared-by-two"));
      Registry two = Registry.at(RegistrySettings.at("mock://shared-by-two"));

      assertThat(two.schema(one.register("a-value", Sample.getClassSchema())))
          .contains(Sample.getClassSchema());
    }

    @Test
    void thatDoesNotAnswerIsNoRefusal() {
      // Port 1 is reserved and nothing listens there.
      Registry absent = Registry.at(RegistrySettings.at("http://127.0.0.1:1"));

      assertThatThrownBy(() -> absent.schema(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("the schema registry at http://127.0.0.1:1 did not answer: ");
    }
  }

  @Test
  void aTopicIsOnlyReadAndWrittenAsWhatItCarries() {
    assertThatThrownBy(() -> RecordDecoder.of(Topic.LABELS, Sample.class, registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic labels carries LabelEvent, not Sample");
    assertThatThrownBy(() -> RecordEncoder.of(Topic.LABELS, Sample.class, registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic labels carries LabelEvent, not Sample");
  }

  private static byte[] header(int id) {
    return ByteBuffer.allocate(6).put((byte) 0).putInt(id).array();
  }

  private static Schema without(Schema schema, List<String> fields) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        schema.getFields().stream()
            .filter(field -> !fields.contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
  }
}
