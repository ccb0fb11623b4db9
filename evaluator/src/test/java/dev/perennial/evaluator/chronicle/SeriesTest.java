package dev.perennial.evaluator.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.evaluator.chronicle.Series.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {

  private static NavigableMap<Long, Double> map(Points points) {
    NavigableMap<Long, Double> map = new TreeMap<>();
    for (int index = 0; index < points.size(); index++) {
      map.put(points.x(index), points.y(index));
    }
    return map;
  }

  private static Series of(int most, Map<Long, Double> points) {
    Series series = new Series(most);
    points.forEach(series::add);
    return series;
  }

  @Test
  void keepsEveryPointWhileThereIsRoom() {
    assertThat(map(of(8, Map.of(1L, .5, 2L, .25)).points())).isEqualTo(Map.of(1L, .5, 2L, .25));
  }

  @Test
  void keepsADropOfASinglePoint() {
    Series series = new Series(64);
    for (int place = 0; place < 1_000_000; place++) {
      series.add(place, place == 123_456 ? .25 : 1);
    }

    assertThat(map(series.points())).containsEntry(123_456L, .25);
    assertThat(series.size()).isBetween(16, 64);
  }

  /** 9 into 8: 0 and 8 stay; of the bins 1 to 3 and 4 to 7 the lowest and the highest. */
  @Test
  void keepsTheLowestAndTheHighestOfEachBinInTheirOrder() {
    Series series = new Series(8);
    double[] values = {0, 3, 1, 2, 5, 9, 4, 6, 0};
    for (int place = 0; place < values.length; place++) {
      series.add(place, values[place]);
    }

    assertThat(map(series.points()))
        .isEqualTo(Map.of(0L, 0., 1L, 3., 2L, 1., 5L, 9., 6L, 4., 8L, 0.));
  }

  @Test
  void tellsWhetherItWasChangedElsewhereThanAtItsEnd() {
    Series series = new Series(8);

    assertThat(series.add(10, 1)).isEqualTo(Change.APPENDED);
    assertThat(series.add(20, 1)).isEqualTo(Change.APPENDED);
    assertThat(series.add(15, 1)).isEqualTo(Change.REWRITTEN);
    assertThat(series.add(20, 1)).isEqualTo(Change.NONE);
    assertThat(series.add(20, 2)).isEqualTo(Change.REWRITTEN);
    assertThat(map(series.points())).isEqualTo(Map.of(10L, 1., 15L, 1., 20L, 2.));
  }

  @Test
  void givesWhatCameAfterAPlace() {
    Series series = of(8, new TreeMap<>(Map.of(10L, 1., 20L, 2., 30L, 3.)));

    assertThat(map(series.after(9)).firstKey()).isEqualTo(10);
    assertThat(map(series.after(10))).isEqualTo(Map.of(20L, 2., 30L, 3.));
    assertThat(series.after(30).size()).isZero();
  }

  @Test
  void reachesFromTheFirstPlaceThereIsToTheLast() {
    Series series = new Series(8);
    for (long place : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      series.add(place, place);
    }
    for (long place = 1; place < 100; place++) {
      series.add(place, 0);
    }

    assertThat(series.size()).isLessThanOrEqualTo(8);
    assertThat(map(series.points())).containsKeys(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Test
  void takesNoNumberThatIsNone() {
    assertThatThrownBy(() -> new Series(8).add(1, Double.NaN))
        .hasMessage("value must be finite: NaN");
    assertThatThrownBy(() -> new Series(7)).hasMessage("a series holds at least 8 points: 7");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void keepsItsPromisesWhateverComes(long seed) {
    Random random = new Random(seed);
    int most = 8 + random.nextInt(200);
    TreeMap<Long, Double> all = new TreeMap<>();
    long place = -1;
    for (int left = random.nextInt(5_000) + 2; left > 0; left--) {
      // Now and then far ahead, so that bins are empty.
      place += 1 + (random.nextInt(100) == 0 ? random.nextInt(10_000) : random.nextInt(3));
      all.put(place, Math.rint(random.nextGaussian() * 100));
    }
    Series series = of(most, all);
    NavigableMap<Long, Double> kept = map(series.points());

    assertThat(kept.size()).isEqualTo(series.size()).isLessThanOrEqualTo(most);
    assertThat(all.entrySet()).containsAll(kept.entrySet());
    assertThat(kept.firstKey()).isEqualTo(all.firstKey());
    assertThat(kept.lastKey()).isEqualTo(all.lastKey());
    assertThat(Collections.min(kept.values())).isEqualTo(Collections.min(all.values()));
    assertThat(Collections.max(kept.values())).isEqualTo(Collections.max(all.values()));
    assertThat(map(of(most, all).points())).isEqualTo(kept);
    assertThat(map(series.after(kept.firstKey()))).isEqualTo(kept.tailMap(kept.firstKey(), false));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void hasAscendingPlacesInWhateverOrderTheyCome(long seed) {
    Random random = new Random(seed);
    List<Long> places = new ArrayList<>();
    for (long place = 0; place < 1_000; place++) {
      places.add(place);
    }
    Collections.shuffle(places, random);
    Series series = new Series(64);
    places.forEach(place -> series.add(place, place == 777 ? -1 : random.nextDouble()));
    Points points = series.points();

    for (int index = 1; index < points.size(); index++) {
      assertThat(points.x(index)).isGreaterThan(points.x(index - 1));
    }
    assertThat(map(points)).containsKeys(0L, 999L).containsEntry(777L, -1.);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void keepsItsPromisesWhenItsLimitIsLowered(long seed) {
    Random random = new Random(seed);
    Series series = new Series(1024);
    for (long place = 0; place < 1_000; place++) {
      series.add(place, place == 500 ? 2 : random.nextDouble());
    }
    series.limit(64);

    assertThat(series.size()).isLessThanOrEqualTo(64);
    assertThat(map(series.points())).containsKeys(0L, 999L).containsEntry(500L, 2.);
  }
}
