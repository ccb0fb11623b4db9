package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records of one topic from an Avro container file that lies in memory, whatever version of
 * the schema they were written with. Its blocks must not be compressed: what is small would not
 * stay so. Read by hand, because Avro's own reader takes a file that ends within a block for one
 * that ends before it, and allocates what a block claims to hold.
 */
public final class ContainerFile {

  private final BinaryDecoder in;
  private final int length;

  private ContainerFile(byte[] file) {
    this.in = DecoderFactory.get().binaryDecoder(file, null);
    this.length = file.length;
  }

  /**
   * The records of a file, in their order.
   *
   * @param type the class of the topic's values
   * @throws WireFormatException if the bytes are no such file, or their schema cannot be read as
   *     the topic's
   */
  public static <T extends SpecificRecord> List<T> records(Topic topic, Class<T> type, byte[] file)
      throws WireFormatException {
    RecordDecoder.requireType(topic, type);
    try {
      return new ContainerFile(file).records(topic.schema());
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new WireFormatException("not-avro", "the body is no container file: " + e);
    }
  }

  private <T extends SpecificRecord> List<T> records(Schema schema)
      throws IOException, WireFormatException {
    Map<String, String> header = header();
    byte[] mark = fixed(DataFileConstants.SYNC_SIZE);
    Schema written = new Schema.Parser().parse(header.getOrDefault(DataFileConstants.SCHEMA, ""));
    WriterSchema.requireReadable("the file's schema", written, schema);
    String codec = header.getOrDefault(DataFileConstants.CODEC, DataFileConstants.NULL_CODEC);
    if (!codec.equals(DataFileConstants.NULL_CODEC)) {
      throw new WireFormatException("compressed", "the file must not be compressed: " + codec);
    }
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(written, schema);
    List<T> records = new ArrayList<>();
    while (!in.isEnd()) {
      long count = in.readLong();
      BinaryDecoder block = DecoderFactory.get().binaryDecoder(fixed(in.readLong()), null);
      for (long i = 0; i < count; i++) {
        records.add(read(reader, block));
      }
      if (count < 0 || !block.isEnd() || !Arrays.equals(fixed(mark.length), mark)) {
        throw new WireFormatException(
            "not-avro", "a block must hold the %d records it says and no more".formatted(count));
      }
    }
    return List.copyOf(records);
  }

  // Avro declares the reused record non-null but accepts none.
  @SuppressWarnings("NullAway")
  private static <T extends SpecificRecord> T read(
      SpecificDatumReader<T> reader, BinaryDecoder from) throws IOException {
    return reader.read(null, from);
  }

  private Map<String, String> header() throws IOException, WireFormatException {
    if (!Arrays.equals(fixed(DataFileConstants.MAGIC.length), DataFileConstants.MAGIC)) {
      throw new WireFormatException("not-avro", "the file must begin with Avro's mark");
    }
    Map<String, String> header = new HashMap<>();
    for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
      for (long i = 0; i < left; i++) {
        String key = text();
        header.put(key, text());
      }
    }
    return header;
  }

  private String text() throws IOException, WireFormatException {
    return new String(fixed(in.readLong()), StandardCharsets.UTF_8);
  }

  /** So many bytes, if the file can still have them: a forged number must not cost more. */
  private byte[] fixed(long count) throws IOException, WireFormatException {
    if (count < 0 || count > length) {
      throw new WireFormatException(
          "not-avro", "a file of %d bytes cannot hold %d".formatted(length, count));
    }
    byte[] bytes = new byte[(int) count];
    in.readFixed(bytes);
    return bytes;
  }
}
