package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class AnswersTest {

  @Test
  void areTheFirstRowInTheLowestBit() {
    // Rows 0, 3 and 9: 1 + 8 in the first byte, 2 in the second.
    assertThat(answers(1, 12, 0, 3, 9).told()).isEqualTo(ByteBuffer.wrap(new byte[] {9, 2}));
    assertThat(answers(1, 8).told()).isEqualTo(ByteBuffer.wrap(new byte[1]));
  }

  @Test
  void tellNoMoreThanTheFirstTenThousandRows() {
    ByteBuffer told = answers(1, 10_001, 9_999, 10_000).told();

    assertThat(told.remaining()).isEqualTo(1_250);
    assertThat(told.get(1_249)).isEqualTo((byte) 0x80);
  }

  @Test
  void flipWhereTheOlderOnesWereRightAndTheseAreWrong() {
    // Rows 1 and 2 were right and are wrong; row 0 stays right, row 3 has become so.
    assertThat(answers(2, 4, 0, 3).since(answers(1, 4, 0, 1, 2)))
        .isEqualTo(new Answers.Flips(2, 4));
  }

  @Test
  void areComparedOnRowsThatBothHave() {
    // Row 4 came later: it is wrong now, and was never right.
    assertThat(answers(2, 5).since(answers(1, 3, 2))).isEqualTo(new Answers.Flips(1, 3));
    assertThat(answers(2, 3).since(answers(1, 5, 2, 4))).isEqualTo(new Answers.Flips(1, 3));
  }

  @Test
  void areReadAsTheyWereWritten() {
    Answers answers = answers(7, 20, 0, 19);
    ByteBuffer bytes = ByteBuffer.allocate(answers.sizeBytes());
    answers.write(bytes);

    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(Answers.read(bytes.flip())).isEqualTo(answers);
  }

  private static Answers answers(long version, int rows, int... right) {
    BitSet bits = new BitSet();
    for (int row : right) {
      bits.set(row);
    }
    return new Answers(version, rows, bits);
  }
}
