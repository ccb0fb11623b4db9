package dev.perennial.ingest.topology;

import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The bytes of state in stores and changelogs, big-endian. Every value begins with its version, so
 * that a later application can read what an earlier one wrote. Every version ever released stays
 * readable.
 */
final class StateSerdes {

  static final byte VERSION = 1;

  private StateSerdes() {}

  /** A stream: version, sequence, classes, tasks, then element type and shape if there are. */
  static Serde<StreamState> streamState() {
    return serde(
        state -> {
          List<Integer> shape = state.format().map(Format::shape).orElse(List.of());
          ByteBuffer bytes =
              ByteBuffer.allocate(18 + Integer.BYTES * shape.size())
                  .put(VERSION)
                  .putLong(state.sequence())
                  .putInt(state.classes())
                  .putInt(state.tasks())
                  .put(state.format().map(format -> code(format.elementType())).orElse((byte) 0));
          shape.forEach(bytes::putInt);
          return bytes.array();
        },
        StateSerdes::readStreamState);
  }

  private static StreamState readStreamState(byte[] value) {
    ByteBuffer bytes = versioned(value);
    long sequence = bytes.getLong();
    int classes = bytes.getInt();
    int tasks = bytes.getInt();
    byte elementType = bytes.get();
    if (elementType == 0) {
      return new StreamState(sequence, classes, tasks, Optional.empty());
    }
    List<Integer> shape = new ArrayList<>();
    while (bytes.hasRemaining()) {
      shape.add(bytes.getInt());
    }
    Format format = new Format(elementType(elementType), shape);
    return new StreamState(sequence, classes, tasks, Optional.of(format));
  }

  /** A name: kind, length of the stream, stream, text. */
  static Serde<Name> name() {
    return serde(
        name -> {
          byte[] stream = name.stream().getBytes(StandardCharsets.UTF_8);
          byte[] text = name.text().getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(5 + stream.length + text.length)
              .put(code(name.kind()))
              .putInt(stream.length)
              .put(stream)
              .put(text)
              .array();
        },
        key -> {
          ByteBuffer bytes = ByteBuffer.wrap(key);
          Name.Kind kind = kind(bytes.get());
          String stream = text(bytes, bytes.getInt());
          return new Name(stream, kind, text(bytes, bytes.remaining()));
        });
  }

  /** A name's index: version, index. */
  static Serde<Integer> index() {
    return serde(
        index -> ByteBuffer.allocate(5).put(VERSION).putInt(index).array(),
        value -> versioned(value).getInt());
  }

  /** An offset: version, offset. */
  static Serde<Long> offset() {
    return serde(
        offset -> ByteBuffer.allocate(9).put(VERSION).putLong(offset).array(),
        value -> versioned(value).getLong());
  }

  /** A place: both offsets, so that keys sort as places do. */
  static Serde<HeldCommands.Place> place() {
    return serde(
        place ->
            ByteBuffer.allocate(16)
                .putLong(place.afterOffset())
                .putLong(place.controlOffset())
                .array(),
        key -> {
          ByteBuffer bytes = ByteBuffer.wrap(key);
          return new HeldCommands.Place(bytes.getLong(), bytes.getLong());
        });
  }

  /** A held command: version, the bytes it came as. */
  static Serde<byte[]> command() {
    return serde(
        command -> ByteBuffer.allocate(1 + command.length).put(VERSION).put(command).array(),
        value -> {
          ByteBuffer bytes = versioned(value);
          byte[] command = new byte[bytes.remaining()];
          bytes.get(command);
          return command;
        });
  }

  private static ByteBuffer versioned(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    byte version = bytes.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "state of version %d cannot be read: this application knows version %d"
              .formatted(version, VERSION));
    }
    return bytes;
  }

  private static byte code(ElementType type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case UINT8 -> 2;
    };
  }

  private static ElementType elementType(byte code) {
    return switch (code) {
      case 1 -> ElementType.FLOAT32;
      case 2 -> ElementType.UINT8;
      default -> throw new IllegalStateException("no element type has the code " + code);
    };
  }

  private static byte code(Name.Kind kind) {
    return switch (kind) {
      case CLASS -> 1;
      case TASK -> 2;
    };
  }

  private static Name.Kind kind(byte code) {
    return switch (code) {
      case 1 -> Name.Kind.CLASS;
      case 2 -> Name.Kind.TASK;
      default -> throw new IllegalStateException("no kind of name has the code " + code);
    };
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static <T> Serde<T> serde(Function<T, byte[]> write, Function<byte[], T> read) {
    // Stores ask with null for what they do not have.
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write.apply(value),
        (topic, bytes) -> bytes == null ? null : read.apply(bytes));
  }
}
