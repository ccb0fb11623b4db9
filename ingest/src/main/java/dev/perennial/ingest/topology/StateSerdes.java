package dev.perennial.ingest.topology;

import dev.perennial.schemas.ElementType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

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

  /** A place: its offset among samples, kind, own offset, so that keys sort as places do. */
  static Serde<HeldRecords.Place> place() {
    return serde(
        place ->
            ByteBuffer.allocate(17)
                .putLong(place.afterOffset())
                .put(code(place.kind()))
                .putLong(place.offset())
                .array(),
        key -> {
          ByteBuffer bytes = ByteBuffer.wrap(key);
          return new HeldRecords.Place(bytes.getLong(), heldKind(bytes.get()), bytes.getLong());
        });
  }

  /** A held record: version, time, the bytes it came as. */
  static Serde<HeldRecords.Held> held() {
    return serde(
        held ->
            ByteBuffer.allocate(9 + held.value().get().length)
                .put(VERSION)
                .putLong(held.time())
                .put(held.value().get())
                .array(),
        value -> {
          ByteBuffer bytes = versioned(value);
          return new HeldRecords.Held(bytes.getLong(), Bytes.wrap(rest(bytes)));
        });
  }

  /** A sample's name: length of the stream, stream, id. */
  static Serde<SampleName> sampleName() {
    return serde(
        name -> {
          byte[] stream = name.stream().getBytes(StandardCharsets.UTF_8);
          byte[] id = name.id().getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(4 + stream.length + id.length)
              .putInt(stream.length)
              .put(stream)
              .put(id)
              .array();
        },
        key -> {
          ByteBuffer bytes = ByteBuffer.wrap(key);
          return new SampleName(text(bytes, bytes.getInt()), text(bytes, bytes.remaining()));
        });
  }

  /** A sample that waits: version, offset, time, sequence, length of the task, task, value. */
  static Serde<Waiting.ForLabel> unlabelled() {
    return serde(
        waiting -> {
          byte[] task = waiting.task().getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(29 + task.length + waiting.value().get().length)
              .put(VERSION)
              .putLong(waiting.offset())
              .putLong(waiting.time())
              .putLong(waiting.sequence())
              .putInt(task.length)
              .put(task)
              .put(waiting.value().get())
              .array();
        },
        value -> {
          ByteBuffer bytes = versioned(value);
          return new Waiting.ForLabel(
              bytes.getLong(),
              bytes.getLong(),
              bytes.getLong(),
              text(bytes, bytes.getInt()),
              Bytes.wrap(rest(bytes)));
        });
  }

  /** A label that waits: version, offset, time, value. */
  static Serde<Waiting.ForSample> early() {
    return serde(
        waiting ->
            ByteBuffer.allocate(17 + waiting.value().get().length)
                .put(VERSION)
                .putLong(waiting.offset())
                .putLong(waiting.time())
                .put(waiting.value().get())
                .array(),
        value -> {
          ByteBuffer bytes = versioned(value);
          return new Waiting.ForSample(bytes.getLong(), bytes.getLong(), Bytes.wrap(rest(bytes)));
        });
  }

  /** A block of names: version, their prints. */
  static Serde<byte[]> block() {
    return serde(
        block -> ByteBuffer.allocate(1 + block.length).put(VERSION).put(block).array(),
        value -> rest(versioned(value)));
  }

  /** A block's number. */
  static Serde<Long> number() {
    return serde(
        number -> ByteBuffer.allocate(8).putLong(number).array(),
        key -> ByteBuffer.wrap(key).getLong());
  }

  /**
   * Regimes: version, the one that holds, how many there were, how many have given names; of each
   * its number, the length of the name and the name; then the tracker.
   */
  static Serde<RegimeState> regimes() {
    return serde(
        state -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          bytes.writeBytes(
              ByteBuffer.allocate(13)
                  .put(VERSION)
                  .putInt(state.current())
                  .putInt(state.begun())
                  .putInt(state.given().size())
                  .array());
          state
              .given()
              .forEach(
                  (regime, name) -> {
                    byte[] text = name.getBytes(StandardCharsets.UTF_8);
                    bytes.writeBytes(
                        ByteBuffer.allocate(8 + text.length)
                            .putInt(regime)
                            .putInt(text.length)
                            .put(text)
                            .array());
                  });
          bytes.writeBytes(state.tracker().get());
          return bytes.toByteArray();
        },
        value -> {
          ByteBuffer bytes = versioned(value);
          int current = bytes.getInt();
          int begun = bytes.getInt();
          Map<Integer, String> given = new TreeMap<>();
          for (int left = bytes.getInt(); left > 0; left--) {
            given.put(bytes.getInt(), text(bytes, bytes.getInt()));
          }
          return new RegimeState(current, begun, given, Bytes.wrap(rest(bytes)));
        });
  }

  private static byte[] rest(ByteBuffer bytes) {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return rest;
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

  private static byte code(HeldRecords.Kind kind) {
    return switch (kind) {
      case LABEL -> 1;
      case COMMAND -> 2;
    };
  }

  private static HeldRecords.Kind heldKind(byte code) {
    return switch (code) {
      case 1 -> HeldRecords.Kind.LABEL;
      case 2 -> HeldRecords.Kind.COMMAND;
      default -> throw new IllegalStateException("no kind of held record has the code " + code);
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
