package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.schemas.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTest {

  @Test
  void leavesUpToSixteenElementsAsTheyAre() {
    assertThat(new Projection(3).of(Tensors.float32(List.of(3), 1, -2, 0.5f)))
        .containsExactly(1, -2, 0.5f);
  }

  @Test
  void takesBytesAsSharesOfWhite() {
    byte[] pixels = {0, (byte) 255, 51};

    assertThat(new Projection(3).of(Tensors.uint8(List.of(3), pixels))).containsExactly(0, 1, 0.2f);
  }

  @Test
  void sumsSomeOfMoreElementsWithSigns() {
    // Of 100 elements a sum takes 10. All of them 1, it is between -10 and 10, and even.
    float[] ones = new float[100];
    Arrays.fill(ones, 1);
    float[] sums = new Projection(100).of(Tensors.float32(List.of(100), ones));

    assertThat(sums).hasSize(16);
    for (float sum : sums) {
      assertThat(sum).isBetween(-10f, 10f);
      assertThat(sum % 2).isZero();
    }
    Arrays.sort(sums);
    assertThat(sums[0]).isNegative();
    assertThat(sums[15]).isPositive();
  }

  @Test
  void givesBytesAndFloatsTheSameSums() {
    byte[] pixels = new byte[784];
    float[] shares = new float[784];
    for (int i = 0; i < 784; i++) {
      pixels[i] = (byte) (i * 7);
      shares[i] = (pixels[i] & 0xff) / 255f;
    }
    Projection projection = new Projection(784);
    float[] ofBytes = projection.of(Tensors.uint8(List.of(28, 28), pixels)).clone();

    assertThat(projection.of(Tensors.float32(List.of(784), shares)))
        .containsExactly(ofBytes, within(1e-4f));
  }

  @Test
  void isAFunctionOfTheNumberOfElements() {
    float[] elements = new float[50];
    for (int i = 0; i < 50; i++) {
      elements[i] = i * i;
    }

    assertThat(new Projection(50).of(Tensors.float32(List.of(50), elements)))
        .containsExactly(new Projection(50).of(Tensors.float32(List.of(5, 10), elements)));
  }

  @Test
  void refusesAnotherNumberOfElements() {
    assertThatThrownBy(() -> new Projection(3).of(Tensors.float32(List.of(2), 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample must have 3 elements: [2]");
  }
}
