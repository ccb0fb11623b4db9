package dev.perennial.learner.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
