package dev.perennial.schemas.wire;

import dev.perennial.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes records of one topic in the wire format. Owned by one thread. */
public final class RecordEncoder<T extends SpecificRecord> {

  private final byte[] header;
  private final SpecificDatumWriter<T> writer;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

  /** With a buffer of its own: each write to {@code bytes} takes a lock. */
  private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

  private RecordEncoder(Topic topic, Registry registry) {
    int id = registry.register(topic.subject(), topic.schema());
    this.header = ByteBuffer.allocate(RecordDecoder.HEADER_BYTES).put((byte) 0).putInt(id).array();
    this.writer = new SpecificDatumWriter<>(topic.schema());
  }

  /**
   * An encoder for a topic; registers its schema.
   *
   * @param type the class of the topic's values
   * @throws IllegalArgumentException if the topic carries another type
   */
  public static <T extends SpecificRecord> RecordEncoder<T> of(
      Topic topic, Class<T> type, Registry registry) {
    RecordDecoder.requireType(topic, type);
    return new RecordEncoder<>(topic, registry);
  }

  /** The record's bytes, in a new array. */
  public byte[] encode(T value) {
    try {
      // What a record left behind that could not be written.
      encoder.flush();
      bytes.reset();
      bytes.writeBytes(header);
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }
}
