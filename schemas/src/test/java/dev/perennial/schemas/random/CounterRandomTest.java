package dev.perennial.schemas.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void givesTheSameNumbersForTheSameArguments() {
    assertThat(first100(CounterRandom.of(7, "shuffle", 1, 2)))
        .isEqualTo(first100(CounterRandom.of(7, "shuffle", 1, 2)));
  }

  @Test
  void givesOtherNumbersWhenAnyArgumentDiffers() {
    assertThat(
            LongStream.of(
                    CounterRandom.of(7, "shuffle", 1, 2).nextLong(),
                    CounterRandom.of(8, "shuffle", 1, 2).nextLong(),
                    CounterRandom.of(7, "limit", 1, 2).nextLong(),
                    CounterRandom.of(7, "shuffle", 2, 2).nextLong(),
                    CounterRandom.of(7, "shuffle", 2, 1).nextLong(),
                    CounterRandom.of(7, "shuffle", 1).nextLong(),
                    CounterRandom.of(7, "shuffle").nextLong())
                .distinct())
        .hasSize(7);
  }

  @Test
  void isUniformInTheUnitInterval() {
    CounterRandom random = CounterRandom.of(1, "test");
    double[] values = IntStream.range(0, 100_000).mapToDouble(i -> random.nextDouble()).toArray();

    assertThat(Arrays.stream(values)).allMatch(value -> value >= 0 && value < 1);
    // The mean of n uniform numbers has deviation sqrt(1 / 12 n) = 0.0009: five of them.
    assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0.5, within(0.0046));
  }

  @Test
  void drawsEveryIntegerBelowTheBoundEquallyOften() {
    CounterRandom random = CounterRandom.of(2, "test");
    int[] seen = new int[10];
    for (int i = 0; i < 100_000; i++) {
      seen[random.nextInt(10)]++;
    }
    // Binomial: mean 10,000, deviation sqrt(n p q) = 95: five of them.
    assertThat(Arrays.stream(seen)).allMatch(count -> Math.abs(count - 10_000) < 475);
  }

  @Test
  void shufflesWithoutLosingAnything() {
    int[] values = IntStream.range(0, 1000).toArray();
    CounterRandom.of(3, "test").shuffle(values);

    assertThat(values).isNotEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(values).containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray());
  }

  @Test
  void refusesAnEmptyRange() {
    assertThatThrownBy(() -> CounterRandom.of(1, "test").nextInt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be at least 1: 0");
  }

  private static long[] first100(CounterRandom random) {
    return LongStream.generate(random::nextLong).limit(100).toArray();
  }
}
