package dev.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.LabelEvent;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

class ContainerFileTest {

  private static final LabelEvent ONE = new LabelEvent("s", "a", "x", Instant.EPOCH, 3L);
  private static final LabelEvent TWO = new LabelEvent("s", "b", "y", Instant.EPOCH, null);

  private static byte[] file(CodecFactory codec, LabelEvent... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<LabelEvent> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(LabelEvent.class))) {
      writer.setCodec(codec);
      writer.create(Topic.LABELS.schema(), bytes);
      for (LabelEvent label : labels) {
        writer.append(label);
        // A block each.
        writer.sync();
      }
    }
    return bytes.toByteArray();
  }

  private static List<LabelEvent> read(byte[] file) throws WireFormatException {
    ContainerFile<LabelEvent> records = new ContainerFile<>(Topic.LABELS, LabelEvent.class, file);
    List<LabelEvent> found = new ArrayList<>();
    for (Optional<LabelEvent> next = records.next(); next.isPresent(); next = records.next()) {
      found.add(next.get());
    }
    return found;
  }

  @Test
  void readsTheRecordsOfAllBlocksInTheirOrder() throws Exception {
    assertThat(read(file(CodecFactory.nullCodec(), ONE, TWO))).containsExactly(ONE, TWO);
    assertThat(read(file(CodecFactory.nullCodec()))).isEmpty();
  }

  @Test
  void readsRecordsThatHaveAFieldMore() throws Exception {
    String text = Topic.LABELS.schema().toString();
    Schema newer =
        new Schema.Parser()
            .parse(
                text.substring(0, text.lastIndexOf("]}"))
                    + ",{\"name\":\"more\",\"type\":\"int\",\"default\":1}]}");
    GenericRecord record = new GenericData.Record(newer);
    record.put("stream", "s");
    record.put("sampleId", "b");
    record.put("label", "y");
    record.put("eventTime", 0L);
    record.put("more", 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>())) {
      writer.create(newer, bytes);
      writer.append(record);
    }

    assertThat(read(bytes.toByteArray())).containsExactly(TWO);
  }

  @Test
  void refusesAFileThatIsCutOffAtAnyByte() throws Exception {
    byte[] whole = file(CodecFactory.nullCodec(), ONE, TWO);
    int endOfOne = file(CodecFactory.nullCodec(), ONE).length;

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      // Where a block ends, nobody can tell that another came.
      if (length != endOfOne && length != file(CodecFactory.nullCodec()).length) {
        assertThatThrownBy(() -> read(cut))
            .as("%d bytes", length)
            .isInstanceOf(WireFormatException.class);
      }
    }
  }

  @Test
  void aForgedSizeCostsNothing() throws Exception {
    byte[] empty = file(CodecFactory.nullCodec());
    // A block of one record in 2^31 - 2 bytes, which are not there.
    byte[] forged = Arrays.copyOf(empty, empty.length + 6);
    byte[] block = {2, -4, -1, -1, -1, 15};
    System.arraycopy(block, 0, forged, empty.length, block.length);

    assertThatThrownBy(() -> read(forged))
        .hasMessage("a file of %d bytes cannot hold 2147483646".formatted(forged.length));
  }

  @Test
  void refusesACompressedFile() throws Exception {
    byte[] file = file(CodecFactory.deflateCodec(9), ONE);

    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo("compressed"))
        .hasMessage("the file must not be compressed: deflate");
  }

  @Test
  void refusesRecordsOfAnotherTopic() throws Exception {
    byte[] file = file(CodecFactory.nullCodec(), ONE);

    assertThatThrownBy(() -> new ContainerFile<>(Topic.SAMPLES, Sample.class, file))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"))
        .hasMessage(
            "the file's schema is dev.perennial.schemas.LabelEvent, the topic carries"
                + " dev.perennial.schemas.Sample");
  }

  @Test
  void refusesArraysWhoseItemsTakeNoBytes() throws Exception {
    String text = Topic.LABELS.schema().toString();
    Schema endless =
        new Schema.Parser()
            .parse(
                text.substring(0, text.lastIndexOf("]}"))
                    + ",{\"name\":\"more\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}]}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>())) {
      writer.create(endless, bytes);
    }

    assertThatThrownBy(() -> read(bytes.toByteArray()))
        .hasMessage("the file's schema has an array whose items take no bytes");
  }
}
