package dev.perennial.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.bench.StreamOrder.Turns;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StreamOrderTest {

  @Test
  void roundRobinAsksOneAfterTheOther() {
    Turns turns = StreamOrder.ROUND_ROBIN.of(3);

    assertThat(LongStream.range(0, 7).mapToObj(turns::stream)).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void zipfAsksTheSecondHalfAsOftenAsTheFirst() {
    // Of three streams the shares are 6, 3 and 2 elevenths.
    Turns turns = StreamOrder.ZIPF.of(3);
    int[] asked = new int[3];

    for (int turn = 0; turn < 110_000; turn++) {
      asked[turns.stream(turn)]++;
    }

    // The standard deviation of the first is 166.
    assertThat(asked[0]).isBetween(59_000, 61_000);
    assertThat(asked[1]).isBetween(29_000, 31_000);
    assertThat(asked[2]).isBetween(19_000, 21_000);
  }

  @Test
  void zipfIsTheSameInEveryRun() {
    Turns one = StreamOrder.ZIPF.of(100);
    Turns other = StreamOrder.ZIPF.of(100);

    assertThat(LongStream.range(0, 1_000).map(one::stream).toArray())
        .isEqualTo(LongStream.range(0, 1_000).map(other::stream).toArray());
  }
}
