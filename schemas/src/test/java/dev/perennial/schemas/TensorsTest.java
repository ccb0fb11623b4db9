package dev.perennial.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {

  @Test
  void writesFloatsLittleEndian() {
    // 1.5 is 0x3FC00000.
    Tensor tensor = Tensors.float32(List.of(1), 1.5f);

    assertThat(tensor.getData())
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xC0, (byte) 0x3F}));
    assertThat(tensor.getElementType()).isEqualTo(ElementType.FLOAT32);
  }

  @Test
  void readsBackWhatItWrote() {
    assertThat(Tensors.toFloats(Tensors.float32(List.of(3), 1f, -2.5f, 3e-30f)))
        .containsExactly(1f, -2.5f, 3e-30f);
  }

  @Test
  void readsBytesAsUnsigned() {
    Tensor tensor = Tensors.uint8(List.of(2, 2), new byte[] {0, 1, (byte) 128, (byte) 255});

    assertThat(Tensors.toFloats(tensor)).containsExactly(0f, 1f, 128f, 255f);
  }

  @Test
  void readsTheSameBytesWhateverTheBuffersOrderAndPosition() {
    ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(9f).putFloat(1f).putFloat(2f).position(4);
    Tensor tensor = new Tensor(List.of(2), ElementType.FLOAT32, data.slice());
    Tensor shifted = new Tensor(List.of(2), ElementType.FLOAT32, data.order(ByteOrder.BIG_ENDIAN));

    assertThat(Tensors.toFloats(tensor)).containsExactly(1f, 2f);
    assertThat(Tensors.toFloats(shifted)).containsExactly(1f, 2f);
    assertThat(Tensors.faultOf(shifted)).isEmpty();
  }

  @Test
  void takesNoDimensionForAScalar() {
    assertThat(Tensors.count(List.of())).isEqualTo(1);
    assertThat(Tensors.toFloats(Tensors.float32(List.of(), 7f))).containsExactly(7f);
  }

  @Test
  void countsTheElementsOfAShape() {
    assertThat(Tensors.count(Tensors.shape(3, 28, 28))).isEqualTo(2352);
  }

  @Test
  void refusesToCountAShapeThatIsNone() {
    assertThatThrownBy(() -> Tensors.count(List.of(2, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("every length of a shape must be at least 1: [2, 0]");
    assertThatThrownBy(() -> Tensors.count(List.of(65536, 32768)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tensor has at most 2^31 - 1 elements: [65536, 32768]");
  }

  @Test
  void refusesToMakeATensorOfTheWrongLength() {
    assertThatThrownBy(() -> Tensors.uint8(List.of(2, 2), new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, 2] of UINT8 needs 4 bytes: 3");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesToMakeATensorThatIsNotFinite(float value) {
    assertThatThrownBy(() -> Tensors.float32(List.of(2), 0f, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("every feature must be finite: element 1 is " + value);
  }

  @Test
  void namesTheRuleThatATensorBreaks() {
    assertThat(Tensors.faultOf(tensor(List.of(-1), 0)))
        .contains(
            new TensorFault("wrong-shape", "every length of a shape must be at least 1: [-1]"));
    assertThat(Tensors.faultOf(tensor(List.of(1 << 30, 1 << 30), 0)))
        .map(TensorFault::reason)
        .contains("wrong-shape");
    assertThat(Tensors.faultOf(tensor(List.of(3), 8)))
        .contains(new TensorFault("wrong-length", "shape [3] of FLOAT32 needs 12 bytes: 8"));
    assertThat(Tensors.faultOf(tensor(List.of(2), 8))).isEmpty();
  }

  @Test
  void findsNoFaultInAnyByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    assertThat(Tensors.faultOf(Tensors.uint8(List.of(256), all))).isEmpty();
  }

  private static Tensor tensor(List<Integer> shape, int bytes) {
    return new Tensor(shape, ElementType.FLOAT32, ByteBuffer.allocate(bytes));
  }
}
