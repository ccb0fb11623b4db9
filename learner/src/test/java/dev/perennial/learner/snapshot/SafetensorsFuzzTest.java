package dev.perennial.learner.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Model;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that somebody has spoilt. Whatever the bytes, the reader answers a model that is all of the
 * file's data and that it would write and read again as it is, or it refuses with its own
 * exception.
 */
class SafetensorsFuzzTest {

  private static final int FILES = 20_000;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** What bounds are forgotten at. */
  private static final List<String> ODD_NUMBERS =
      List.of(
          "-1",
          "-0",
          "0",
          "1",
          "2",
          "4",
          "8",
          "12",
          "0.0",
          "1e0",
          "1e400",
          "null",
          "\"4\"",
          "[]",
          "2147483647",
          "2147483648",
          "4294967295",
          "4294967296",
          "4294967300",
          "4611686018427387904",
          "4611686018427387905",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551620",
          "-9223372036854775808",
          "1".repeat(1_001));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void readsExactlyWhatIsThereOrRefuses(long seed) {
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] file = Safetensors.encode(model(random), Map.of("recipe", "er", "task", "\u00e9"));
      int times = 1 + random.nextInt(3);
      for (int time = 0; time < times; time++) {
        file = spoilt(file, random);
      }
      read += isRead(file, "seed %d, file %d".formatted(seed, i)) ? 1 : 0;
    }
    // Spoilt data are still data, and a spoilt name is still a name; all other damage is refused.
    assertThat(read).isBetween(FILES / 50, FILES / 10);
  }

  private static boolean isRead(byte[] file, String named) {
    Snapshot snapshot;
    try {
      snapshot = Safetensors.decode(file);
    } catch (SnapshotFormatException refused) {
      assertThat(refused).hasMessageStartingWith("a safetensors file ");
      return false;
    } catch (RuntimeException | Error fault) {
      throw new AssertionError(named + ": " + Arrays.toString(file), fault);
    }
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long data = 0;
    for (Model.Values values : snapshot.model().tensors().values()) {
      int bytes = values.precision() == Model.Precision.FLOAT32 ? 4 : 8;
      long elements = values.shape().stream().reduce(1L, (a, b) -> a == 0 ? 0 : a * b);
      assertThat((long) values.data().remaining()).as(named).isEqualTo(elements * bytes);
      data += values.data().remaining();
    }
    assertThat(data).as(named).isEqualTo(file.length - Long.BYTES - header);
    assertThat(Safetensors.decode(Safetensors.encode(snapshot.model(), snapshot.metadata())))
        .as(named)
        .isEqualTo(snapshot);
    return true;
  }

  private static Model model(Random random) {
    Map<String, Model.Values> tensors = new TreeMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<Long> shape =
          switch (random.nextInt(4)) {
            case 0 -> List.of();
            case 1 -> List.of((long) random.nextInt(5));
            case 2 -> List.of(0L, 3L);
            default -> List.of(2L, 1L + random.nextInt(3));
          };
      Model.Precision precision =
          Model.Precision.values()[random.nextInt(Model.Precision.values().length)];
      int bytes =
          (precision == Model.Precision.FLOAT32 ? 4 : 8)
              * shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
      byte[] data = new byte[bytes];
      random.nextBytes(data);
      tensors.put(
          "layer-" + i + ".weight", new Model.Values(precision, shape, ByteBuffer.wrap(data)));
    }
    return new Model(tensors);
  }

  private static byte[] spoilt(byte[] file, Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> flipped(file, random);
      case 1 -> Arrays.copyOf(file, random.nextInt(file.length + 1));
      case 2 -> Arrays.copyOf(file, file.length + 1 + random.nextInt(16));
      case 3 -> withHeaderLength(file, random);
      case 4 -> repeated(file, random);
      default -> withAnotherHeader(file, random);
    };
  }

  private static byte[] flipped(byte[] file, Random random) {
    byte[] spoilt = file.clone();
    if (spoilt.length > 0) {
      spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return spoilt;
  }

  private static byte[] withHeaderLength(byte[] file, Random random) {
    if (file.length < Long.BYTES) {
      return file;
    }
    long[] lengths = {
      0,
      1,
      -1,
      Long.MIN_VALUE,
      Long.MAX_VALUE,
      Integer.MAX_VALUE,
      1L << 31,
      1L << 32,
      file.length,
      file.length - Long.BYTES,
      random.nextLong()
    };
    byte[] spoilt = file.clone();
    ByteBuffer.wrap(spoilt)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, lengths[random.nextInt(lengths.length)]);
    return spoilt;
  }

  /** A piece of it once more, somewhere. */
  private static byte[] repeated(byte[] file, Random random) {
    if (file.length == 0) {
      return file;
    }
    int from = random.nextInt(file.length);
    int to = from + random.nextInt(Math.min(64, file.length - from)) + 1;
    int at = random.nextInt(file.length);
    ByteArrayOutputStream spoilt = new ByteArrayOutputStream();
    spoilt.write(file, 0, at);
    spoilt.write(file, from, to - from);
    spoilt.write(file, at, file.length - at);
    return spoilt.toByteArray();
  }

  /** A header that is JSON still, whose length is right, and that says something else. */
  private static byte[] withAnotherHeader(byte[] file, Random random) {
    if (file.length < Long.BYTES) {
      return file;
    }
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > file.length - Long.BYTES) {
      return file;
    }
    String header = new String(file, Long.BYTES, (int) length, StandardCharsets.UTF_8);
    byte[] spoilt = said(header, random).getBytes(StandardCharsets.UTF_8);
    int data = file.length - Long.BYTES - (int) length;
    return ByteBuffer.allocate(Long.BYTES + spoilt.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(spoilt.length)
        .put(spoilt)
        .put(file, file.length - data, data)
        .array();
  }

  private static String said(String header, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> header.replaceFirst("F32|F64|I64", random.nextBoolean() ? "F64" : "BOOL");
      case 1 -> header.replaceFirst("layer-\\d", "layer-" + random.nextInt(5));
      case 2 -> header.replaceFirst("\"shape\":", "\"shape\":" + "[".repeat(random.nextInt(3_000)));
      case 3 -> header.replaceFirst("\\{", "{\"__metadata__\":" + random.nextInt(2) + ",");
      default -> withANumberChanged(header, random);
    };
  }

  private static String withANumberChanged(String header, Random random) {
    int numbers = (int) NUMBER.matcher(header).results().count();
    if (numbers == 0) {
      return header;
    }
    int which = random.nextInt(numbers);
    Matcher found = NUMBER.matcher(header);
    for (int i = 0; i <= which; i++) {
      found.find();
    }
    return header.substring(0, found.start())
        + ODD_NUMBERS.get(random.nextInt(ODD_NUMBERS.size()))
        + header.substring(found.end());
  }
}
