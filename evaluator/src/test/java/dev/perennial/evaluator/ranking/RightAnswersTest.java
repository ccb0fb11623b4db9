package dev.perennial.evaluator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RightAnswersTest {

  /** The first sample is the lowest bit of the first byte: the text reads from right to left. */
  private static RightAnswers bits(int samples, int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int each : bytes) {
      buffer.put((byte) each);
    }
    return RightAnswers.of(buffer.flip(), samples);
  }

  @Test
  void areComparedSampleBySample() {
    // Samples 0 to 9; the one has 0, 1, 2, 8 right, the other 2, 3, 9.
    RightAnswers one = bits(10, 0b0000_0111, 0b01);
    RightAnswers other = bits(10, 0b0000_1100, 0b10);

    assertThat(one.against(other)).isEqualTo(new Tally(10, 3, 2));
    assertThat(other.against(one)).isEqualTo(new Tally(10, 2, 3));
    assertThat(one.against(one)).isEqualTo(new Tally(10, 0, 0));
  }

  @Test
  void areComparedAsFarAsBothGo() {
    RightAnswers longer = bits(12, 0b1111_0000, 0b1111);
    RightAnswers shorter = bits(6, 0b10_0001);

    // Of samples 0 to 5 the longer has 4 and 5 right, the shorter 0 and 5.
    assertThat(longer.against(shorter)).isEqualTo(new Tally(6, 1, 1));
  }

  @Test
  void areNotMistakenForBitsBehindTheLastSample() {
    assertThat(bits(3, 0b1111_1000).against(bits(3, 0))).isEqualTo(new Tally(3, 0, 0));
  }

  @Test
  void areOfNoSampleWhereTheyAreNotTold() {
    assertThat(bits(0).against(bits(8, 0xff))).isEqualTo(Tally.NONE);
  }

  @Test
  void comeBackFromBytes() throws IOException {
    RightAnswers saved = bits(10_000, new int[1250]);
    RightAnswers other = bits(12, 0b1111_0000, 0b1111);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    saved.save(new DataOutputStream(bytes));
    other.save(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(RightAnswers.load(in).against(other)).isEqualTo(new Tally(12, 0, 8));
    assertThat(RightAnswers.load(in).against(bits(12, 0, 0))).isEqualTo(new Tally(12, 8, 0));
  }
}
