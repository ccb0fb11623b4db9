package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records of one topic, one after the other, from an Avro container file that lies in memory,
 * whatever version of the schema they were written with. Its blocks must not be compressed: what is
 * small would not stay so. Read by hand, because Avro's own reader takes a file that ends within a
 * block for one that ends before it, and allocates what a block claims to hold. Belongs to one
 * thread.
 */
public final class ContainerFile<T extends SpecificRecord> {

  private final BinaryDecoder in;
  private final int length;
  private final SpecificDatumReader<T> reader;
  private final byte[] mark;
  private BinaryDecoder block;
  private long count;
  private long left;

  /**
   * Reads the header of a file.
   *
   * @param type the class of the topic's values
   * @throws WireFormatException if the bytes are no such file, or their schema cannot be read as
   *     the topic's
   */
  public ContainerFile(Topic topic, Class<T> type, byte[] file) throws WireFormatException {
    RecordDecoder.requireType(topic, type);
    this.in = DecoderFactory.get().binaryDecoder(file, null);
    this.length = file.length;
    this.block = in;
    try {
      Map<String, String> header = header();
      this.mark = fixed(DataFileConstants.SYNC_SIZE);
      Schema written = new Schema.Parser().parse(header.getOrDefault(DataFileConstants.SCHEMA, ""));
      WriterSchema.requireReadable("the file's schema", written, topic.schema());
      String codec = header.getOrDefault(DataFileConstants.CODEC, DataFileConstants.NULL_CODEC);
      if (!codec.equals(DataFileConstants.NULL_CODEC)) {
        throw new WireFormatException("compressed", "the file must not be compressed: " + codec);
      }
      this.reader = new SpecificDatumReader<>(written, topic.schema());
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw notAvro(e);
    }
  }

  /**
   * The next record, in their order; empty at the end.
   *
   * @throws WireFormatException if what comes is no record of the schema
   */
  public Optional<T> next() throws WireFormatException {
    try {
      while (left == 0 && !in.isEnd()) {
        beginBlock();
      }
      if (left == 0) {
        return Optional.empty();
      }
      T read = read();
      left--;
      if (left == 0) {
        endBlock();
      }
      return Optional.of(read);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw notAvro(e);
    }
  }

  private void beginBlock() throws IOException, WireFormatException {
    count = in.readLong();
    left = count;
    block = DecoderFactory.get().binaryDecoder(fixed(in.readLong()), null);
    if (count <= 0) {
      endBlock();
    }
  }

  private void endBlock() throws IOException, WireFormatException {
    if (count < 0 || !block.isEnd() || !Arrays.equals(fixed(mark.length), mark)) {
      throw new WireFormatException(
          "not-avro", "a block must hold the %d records it says and no more".formatted(count));
    }
  }

  private static WireFormatException notAvro(Throwable e) {
    return new WireFormatException("not-avro", "the body is no container file: " + e);
  }

  // Avro declares the reused record non-null but accepts none.
  @SuppressWarnings("NullAway")
  private T read() throws IOException {
    return reader.read(null, block);
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
