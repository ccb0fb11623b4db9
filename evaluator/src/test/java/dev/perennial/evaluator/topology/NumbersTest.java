package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  private final Numbers numbers = new Numbers();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void areWhatWasAddedInAnyOrder(long seed) throws IOException {
    Random random = new Random(seed);
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      long number = random.nextInt(100);
      numbers.add(number);
      expected.add(number);
    }
    Numbers read = new Numbers();
    read.load(new DataInputStream(new ByteArrayInputStream(saved(numbers))));

    long stretches = 0;
    for (long number = 0; number < 101; number++) {
      assertThat(numbers.contains(number)).isEqualTo(expected.contains(number));
      assertThat(read.contains(number)).isEqualTo(expected.contains(number));
      assertThat(numbers.isNext(number)).isEqualTo(number == 0 || expected.contains(number - 1));
      stretches += expected.contains(number) && !expected.contains(number - 1) ? 1 : 0;
    }
    assertThat(numbers.gaps()).isEqualTo(stretches - (expected.contains(0L) ? 1 : 0));
  }

  @Test
  void takeNoMoreRoomInOrderHoweverManyThereAre() throws IOException {
    for (long number = 0; number < 10_000; number++) {
      numbers.add(number);
    }

    assertThat(numbers.gaps()).isZero();
    assertThat(saved(numbers)).hasSize(20);
  }

  private static byte[] saved(Numbers numbers) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    numbers.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
