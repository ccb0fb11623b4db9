package dev.perennial.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintSetTest {

  /** Few different upper halves make numbers meet at the same places. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100, 1_000_000})
  void hasWhatWasAddedAndNotRemoved(int differentHalves) {
    Random random = new Random(differentHalves);
    PrintSet set = new PrintSet();
    Set<List<Long>> expected = new HashSet<>();
    List<List<Long>> all = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      List<Long> number =
          List.of((long) random.nextInt(differentHalves), 1L + random.nextInt(2_000));
      all.add(number);
      if (random.nextInt(3) == 0) {
        set.remove(number.get(0), number.get(1));
        expected.remove(number);
      } else {
        set.add(number.get(0), number.get(1));
        expected.add(number);
      }
      assertThat(set.size()).isEqualTo(expected.size());
    }
    for (List<Long> number : all) {
      assertThat(set.contains(number.get(0), number.get(1))).isEqualTo(expected.contains(number));
    }
  }

  @Test
  void tellsNumbersApartByEitherHalf() {
    PrintSet set = new PrintSet();
    set.add(1, 2);

    assertThat(set.contains(1, 2)).isTrue();
    assertThat(set.contains(2, 1)).isFalse();
    assertThat(set.contains(1, 0)).isFalse();
    assertThat(set.contains(0, 2)).isFalse();
  }
}
