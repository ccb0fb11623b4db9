package dev.perennial.evaluator.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.alert.AlertRule.Builder;
import dev.perennial.evaluator.board.Place;
import dev.perennial.schemas.AlertState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {

  /** What each value changes: F where the alert begins, R where it ends, a dot where neither. */
  private static String changes(Builder rule, double... values) {
    Watch watch = new Watch(rule.build());
    StringBuilder changes = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      changes.append(letter(take(watch, values[i], i)));
    }
    return changes.toString();
  }

  /** NaN stands for a metric that is undefined. */
  private static Optional<AlertState> take(Watch watch, double value, int place) {
    return watch.take(
        Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value),
        Optional.of(place(place)));
  }

  private static Place place(int sequence) {
    return new Place(0, sequence, Instant.EPOCH);
  }

  private static String letter(Optional<AlertState> change) {
    return change.map(state -> state.name().substring(0, 1)).orElse(".");
  }

  @Test
  void firesAboveAndEndsAtTheThreshold() {
    assertThat(changes(new Builder().above(.2), .1, .2, .21, .5, .2, .3)).isEqualTo("..F.RF");
  }

  @Test
  void firesBelowAndEndsAtTheThreshold() {
    assertThat(changes(new Builder().below(.5), .6, .5, .4, .3, .5)).isEqualTo("..F.R");
  }

  @Test
  void firesOnADropFromTheHighestOfTheWindowAndEndsWhenThatHasLeftIt() {
    // Within three values: the drop from .9 is seen until .9 is the fourth before.
    assertThat(changes(new Builder().drop(.2).window(3), .9, .8, .6, .6, .6, .5))
        .isEqualTo("..F.R.");
  }

  @Test
  void firesWhileACountRises() {
    assertThat(changes(new Builder().rise(0).window(3), 0, 0, 1, 1, 1, 2, 2, 2))
        .isEqualTo("..F.RF.R");
  }

  @Test
  void holdsBetweenThresholdAndClear() {
    Builder rule = new Builder().above(.2).clear(.1);
    assertThat(changes(rule, .3, .15, .25, .11, .1, .15, .21)).isEqualTo("F...R.F");
    assertThat(changes(new Builder().below(.5).clear(.7), .4, .6, .45, .7)).isEqualTo("F..R");
    assertThat(changes(new Builder().drop(.2).clear(.1).window(2), .9, .6, .45, .4))
        .isEqualTo(".F.R");
  }

  @Test
  void waitsForSoManyInARow() {
    assertThat(changes(new Builder().above(0).after(3), 1, 1, 0, 1, 1, 1, 1, 0, 1))
        .isEqualTo(".....F.R.");
  }

  @Test
  void neitherFiresNorGoesOnFiringWhereTheMetricIsUndefined() {
    assertThat(changes(new Builder().above(0).after(2), 1, Double.NaN, 1, 1, Double.NaN, 1))
        .isEqualTo("...FR.");
  }

  @Test
  void countsAValueThatComesAgainForItsPlaceOnce() {
    Watch watch = new Watch(new Builder().above(0).after(2).build());
    assertThat(letter(take(watch, 1, 5))).isEqualTo(".");
    assertThat(letter(take(watch, 1, 5))).isEqualTo(".");
    assertThat(letter(take(watch, 1, 6))).isEqualTo("F");
    assertThat(letter(take(watch, 0, 6))).isEqualTo("R");
  }

  @Test
  void takesAValueThatComesAgainAsIfItHadComeFirst() {
    Watch watch = new Watch(new Builder().above(0).after(3).build());
    take(watch, 1, 5);
    take(watch, 1, 6);
    assertThat(letter(take(watch, 0, 7))).isEqualTo(".");
    assertThat(letter(take(watch, 1, 7))).isEqualTo("F");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void goesOnAsIfItHadNeverStopped(long seed) throws IOException {
    AlertRule rule = new Builder().drop(.3).clear(.1).window(4).after(2).build();
    Watch whole = new Watch(rule);
    Watch parted = new Watch(rule);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      double value = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble();
      assertThat(take(parted, value, i / 2)).isEqualTo(take(whole, value, i / 2));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      parted.save(new DataOutputStream(bytes));
      parted = new Watch(rule);
      parted.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
  }
}
