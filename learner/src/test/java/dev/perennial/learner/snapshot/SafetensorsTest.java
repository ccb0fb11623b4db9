package dev.perennial.learner.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {

  private static final Model MODEL =
      new Model(
          Map.of(
              "b",
              floats(List.of(2L), 1.0f, -2.5f),
              "a",
              new Model.Values(
                  Model.Precision.INT64,
                  List.of(),
                  ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 3))));

  private static final String HEADER =
      "{\"__metadata__\":{\"recipe\":\"er\"},"
          + "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}";

  @Test
  void writesTheBytesOfTheSpecification() {
    byte[] file = Safetensors.encode(MODEL, Map.of("recipe", "er"));

    // Length, header padded to a multiple of 8, then 3 as int64, then 1.0 and -2.5 as float32:
    // 1.0 is 3f800000, -2.5 is c0200000.
    String padded = HEADER + " ".repeat((8 - HEADER.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 16).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putLong(3).putInt(0x3f800000).putInt(0xc0200000);
    assertThat(file).isEqualTo(expected.array());
  }

  @Test
  void readsWhatItWrote() {
    Snapshot snapshot = Safetensors.decode(Safetensors.encode(MODEL, Map.of("recipe", "er")));

    assertThat(snapshot.metadata()).containsExactly(Map.entry("recipe", "er"));
    assertThat(snapshot.model()).isEqualTo(MODEL);
  }

  @Test
  void refusesATruncatedFile() {
    byte[] file = Safetensors.encode(MODEL, Map.of());
    for (int length = 0; length < file.length; length++) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Safetensors.decode(truncated))
          .as("%d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a safetensors file ");
    }
  }

  @Test
  void refusesAHeaderLengthBeyondTheFile() {
    byte[] file = Safetensors.encode(MODEL, Map.of());
    file[7] = 0x7f;

    assertThatThrownBy(() -> Safetensors.decode(file))
        .hasMessageStartingWith("a safetensors file has a header that exceeds it: ");
  }

  @Test
  void refusesOffsetsThatDisagreeWithTheShape() {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}";
    ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Safetensors.decode(file.array()))
        .hasMessage("a safetensors file has a tensor whose shape and bytes disagree: a");
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static String floats(String name, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, shape, offsets);
  }

  /** Headers that lie, each with the bytes of data that come with it, and what is said of it. */
  static Stream<Arguments> lies() {
    return Stream.of(
        arguments("[]", 0, "has a header that is no JSON object"),
        arguments("", 0, "has a header that is no JSON object"),
        arguments("{} {}", 0, "has a header that is no JSON"),
        arguments("[".repeat(100_000), 0, "has a header that is no JSON"),
        arguments("{\"a\":1,\"a\":1}", 0, "has a header that is no JSON"),
        arguments("{\"a\":1}", 0, "has wrong offsets: a"),
        arguments("{\"__metadata__\":1}", 0, "has metadata that are no JSON object"),
        arguments("{\"__metadata__\":{\"k\":1}}", 0, "has metadata that are no text: k"),
        arguments("{" + floats("a", "[1]", "[0,8]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[4,0]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[-4,0]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[0.0,4]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[\"0\",4]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[0,4,4]") + "}", 4, "has wrong offsets: a"),
        // 2^64 + 4 is 4 in 64 bits, and 2^32 + 4 is 4 in 32.
        arguments(
            "{" + floats("a", "[1]", "[0,18446744073709551620]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "[1]", "[0,4294967300]") + "}", 4, "has wrong offsets: a"),
        arguments("{" + floats("a", "1", "[0,4]") + "}", 4, "has a wrong shape: a"),
        arguments("{" + floats("a", "[-1,-1]", "[0,4]") + "}", 4, "has a wrong shape: a"),
        arguments("{" + floats("a", "[1.5]", "[0,4]") + "}", 4, "has a wrong shape: a"),
        // 2^62 + 1 floats are 4 bytes in 64 bits; so are 2^32 by 2^30, and one more of them.
        arguments(
            "{" + floats("a", "[4611686018427387905]", "[0,4]") + "}",
            4,
            "has a tensor whose shape and bytes disagree: a"),
        arguments(
            "{" + floats("a", "[4294967296,1073741824]", "[0,0]") + "}",
            0,
            "has a tensor whose shape and bytes disagree: a"),
        arguments(
            "{" + floats("a", "[0,9]", "[0,4]") + "}",
            4,
            "has a tensor whose shape and bytes disagree: a"),
        arguments(
            "{" + floats("a", "[1]", "[0,4]") + "," + floats("b", "[1]", "[0,4]") + "}",
            4,
            "has a tensor that leaves a gap or overlaps: b"),
        arguments(
            "{" + floats("a", "[1]", "[4,8]") + "}",
            8,
            "has a tensor that leaves a gap or overlaps: a"),
        arguments("{" + floats("a", "[1]", "[0,4]") + "}", 5, "goes on after its tensors: 1 bytes"),
        arguments("{}", 1, "goes on after its tensors: 1 bytes"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void refusesAHeaderThatLies(String header, int dataBytes, String said) {
    assertThatThrownBy(() -> Safetensors.decode(file(header, dataBytes)))
        .isInstanceOf(SnapshotFormatException.class)
        .hasMessage("a safetensors file " + said);
  }

  @Test
  void refusesANameThatIsNoUtf8() {
    byte[] file = file("{" + floats("?", "[1]", "[0,4]") + "}", 4);
    file[10] = (byte) 0xff;

    assertThatThrownBy(() -> Safetensors.decode(file))
        .isInstanceOf(SnapshotFormatException.class)
        .hasMessage("a safetensors file has a header that is no UTF-8");
  }

  @Test
  void readsTensorsOfNoElementsAndInAnyOrder() {
    String header =
        "{"
            + floats("a", "[1]", "[4,8]")
            + ","
            + floats("b", "[0,9223372036854775807]", "[4,4]")
            + ","
            + floats("c", "[]", "[0,4]")
            + "}";

    assertThat(Safetensors.decode(file(header, 8)).model().tensors())
        .containsOnlyKeys("a", "b", "c");
  }

  @Test
  void refusesATensorWithTheReservedName() {
    Model reserved = new Model(Map.of("__metadata__", floats(List.of(1L), 1f)));

    assertThatThrownBy(() -> Safetensors.encode(reserved, Map.of()))
        .hasMessage("a tensor must not be named __metadata__");
  }

  private static Model.Values floats(List<Long> shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Model.Values(Model.Precision.FLOAT32, shape, data);
  }
}
