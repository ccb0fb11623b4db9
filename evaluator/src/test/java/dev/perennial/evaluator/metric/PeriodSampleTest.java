package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeriodSampleTest {

  private static NavigableSet<Integer> periods(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Integer> kept(PeriodSample sample, int count) {
    return IntStream.range(0, count).filter(sample::contains).boxed().toList();
  }

  @Test
  void keepsAllWhileThereIsRoom() {
    PeriodSample sample = new PeriodSample(periods(10), 10);

    assertThat(kept(sample, 10)).hasSize(10);
    assertThat(IntStream.range(0, 10).mapToDouble(sample::weight)).containsOnly(1.0);
  }

  @Test
  void keepsTheNewestHalfAndAsManyOfTheOthersEachStandingForItsShareOfThem() {
    PeriodSample sample = new PeriodSample(periods(100), 10);

    assertThat(kept(sample, 100)).hasSize(10).contains(95, 96, 97, 98, 99);
    // 95 older ones, of which 5 are kept.
    assertThat(kept(sample, 95)).allSatisfy(old -> assertThat(sample.weight(old)).isEqualTo(19));
    assertThat(sample.weight(99)).isEqualTo(1);
  }

  @Test
  void keepsTheSameInWhateverOrderAndPartsTheyCome() {
    for (int seed = 0; seed < 20; seed++) {
      List<Integer> shuffled = new ArrayList<>(periods(300));
      Collections.shuffle(shuffled, new Random(seed));
      NavigableSet<Integer> known = new TreeSet<>();
      for (int period : shuffled) {
        known.add(period);
        PeriodSample sample = new PeriodSample(new TreeSet<>(known), 20);
        known.removeIf(each -> !sample.contains(each));
      }

      assertThat(known).containsExactlyElementsOf(kept(new PeriodSample(periods(300), 20), 300));
    }
  }

  @Test
  void drawsTheOlderOnesEvenly() {
    // The mean of the numbers below 9,500, and of a hundred of them: deviation 9,500 / sqrt(1,200).
    double mean =
        kept(new PeriodSample(periods(9_600), 200), 9_500).stream()
            .mapToInt(Integer::intValue)
            .average()
            .orElseThrow();

    assertThat(mean).isCloseTo(4_750, within(3 * 275.));
  }

  @Test
  void ofNothingIsNothing() {
    assertThat(new PeriodSample(new TreeSet<>(), 2).contains(0)).isFalse();
  }
}
