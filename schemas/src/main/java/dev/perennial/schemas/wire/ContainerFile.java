package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records of one topic from an Avro container file that lies in memory, whatever version of
 * the schema they were written with. Its blocks must not be compressed: what is small would not
 * stay so. Pure.
 */
public final class ContainerFile {

  private ContainerFile() {}

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
    Schema schema = topic.schema();
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(schema, schema);
    try (DataFileReader<T> blocks =
        new DataFileReader<>(new SeekableByteArrayInput(file), reader)) {
      requireReadable(blocks, schema);
      List<T> records = new ArrayList<>();
      while (blocks.hasNext()) {
        records.add(blocks.next());
      }
      // Avro takes a file that ends within a block for one that ends before it.
      if (blocks.previousSync() != file.length) {
        throw new WireFormatException(
            "not-avro",
            "the file must end where a block ends, at byte %d: %d"
                .formatted(blocks.previousSync(), file.length));
      }
      return List.copyOf(records);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new WireFormatException("not-avro", "the body is no container file: " + e);
    }
  }

  private static void requireReadable(DataFileStream<?> stream, Schema schema)
      throws WireFormatException {
    WriterSchema.requireReadable("the file's schema", stream.getSchema(), schema);
    String codec = stream.getMetaString(DataFileConstants.CODEC);
    if (codec != null && !codec.equals(DataFileConstants.NULL_CODEC)) {
      throw new WireFormatException("compressed", "the file must not be compressed: " + codec);
    }
  }
}
