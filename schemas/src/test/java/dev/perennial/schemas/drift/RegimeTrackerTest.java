package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.random.CounterRandom;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegimeTrackerTest {

  private static final int LONG = 2_000;

  /** Images of 20 x 20 pixels, on which the regime decides which half is bright. */
  private static Tensor image(long seed, int index, int regime) {
    CounterRandom random = CounterRandom.of(seed, "image", index);
    byte[] pixels = new byte[400];
    for (int i = 0; i < pixels.length; i++) {
      boolean isBright = regime == 2 || i / 200 == regime;
      pixels[i] = (byte) ((isBright ? 150 : 20) + random.nextInt(60));
    }
    return Tensors.uint8(List.of(20, 20), pixels);
  }

  private static RegimeTracker tracker() {
    return new RegimeTracker(DriftSettings.DEFAULTS, 400);
  }

  /** The number after {@value #LONG} images of a regime. */
  private static int learn(RegimeTracker tracker, long seed, int first, int regime) {
    for (int i = first; i < first + LONG; i++) {
      tracker.add(image(seed, i, regime));
    }
    return tracker.current();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdddm", "adwin", "page-hinkley", "kswin"})
  void knowsRegimesThatReturn(String detector) {
    RegimeTracker tracker = new RegimeTracker(new DriftSettings(detector, 500, 0.002, 16), 400);

    assertThat(learn(tracker, 1, 0, 0)).isZero();
    assertThat(learn(tracker, 1, LONG, 1)).isEqualTo(1);
    assertThat(learn(tracker, 1, 2 * LONG, 0)).isZero();
    assertThat(learn(tracker, 1, 3 * LONG, 2)).isEqualTo(2);
    assertThat(learn(tracker, 1, 4 * LONG, 1)).isEqualTo(1);
  }

  @Test
  void decidesAWindowAfterTheAlarm() {
    RegimeTracker tracker = tracker();
    learn(tracker, 1, 0, 0);
    int alarm = 0;
    while (!tracker.isDeciding()) {
      assertThat(tracker.add(image(1, LONG + alarm++, 1))).isZero();
    }
    // The tenth batch of 200 was the last of the old regime, so the next is all of the new.
    assertThat(alarm).isEqualTo(200);
    for (int i = 0; i < 499; i++) {
      assertThat(tracker.add(image(1, LONG + alarm + i, 1))).isZero();
    }

    assertThat(tracker.add(image(1, LONG + alarm + 499, 1))).isEqualTo(1);
    assertThat(tracker.isDeciding()).isFalse();
  }

  @ParameterizedTest(name = "saved after {0}")
  @ValueSource(ints = {0, 1, 150, 2_050, 2_100, 2_101, 2_350, 5_000})
  void goesOnFromItsBytesAsIfNothingHadHappened(int saved) {
    RegimeTracker whole = tracker();
    RegimeTracker other = tracker();
    for (int i = 0; i < 3 * LONG; i++) {
      if (i == saved) {
        RegimeTracker copy = tracker();
        copy.decode(ByteBuffer.wrap(bytes(other)));
        other = copy;
      }
      Tensor image = image(2, i, i / LONG % 2);
      assertThat(other.add(image)).isEqualTo(whole.add(image));
    }

    assertThat(bytes(other)).isEqualTo(bytes(whole));
  }

  @Nested
  class ByCommand {

    @Test
    void beginsANewRegimeRightThere() {
      RegimeTracker tracker = tracker();
      learn(tracker, 1, 0, 0);

      assertThat(tracker.changeByCommand()).isEqualTo(1);
      assertThat(tracker.add(image(1, LONG, 0))).isEqualTo(1);
    }

    @Test
    void doesNotLeaveARegimeThatHadNoSamples() {
      RegimeTracker tracker = tracker();
      assertThat(tracker.changeByCommand()).isZero();
      learn(tracker, 1, 0, 0);
      tracker.changeByCommand();

      assertThat(tracker.changeByCommand()).isEqualTo(1);
    }

    @Test
    void keepsTheSamplesBeforeItForTheirRegime() {
      RegimeTracker tracker = tracker();
      for (int i = 0; i < 300; i++) {
        tracker.add(image(1, i, 0));
      }
      tracker.changeByCommand();
      assertThat(learn(tracker, 1, 300, 1)).isEqualTo(1);

      assertThat(learn(tracker, 1, 300 + LONG, 0)).isZero();
    }
  }

  @Test
  void keepsRegimesUnderAnotherDetector() {
    RegimeTracker before = tracker();
    learn(before, 1, 0, 0);
    learn(before, 1, LONG, 1);
    RegimeTracker after = new RegimeTracker(new DriftSettings("adwin", 500, 0.002, 16), 400);

    after.decode(ByteBuffer.wrap(bytes(before)));

    assertThat(after.current()).isEqualTo(1);
    assertThat(learn(after, 1, 2 * LONG, 1)).isEqualTo(1);
    assertThat(learn(after, 1, 3 * LONG, 0)).isZero();
  }

  @Test
  void refusesStateOfSamplesOfAnotherShape() {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(tracker()));

    assertThatThrownBy(() -> new RegimeTracker(DriftSettings.DEFAULTS, 3).decode(bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("regimes must be of format 1 and 3 elements: 1 and 400");
  }

  @Test
  void takesAFewKilobytes() {
    RegimeTracker tracker = tracker();
    learn(tracker, 1, 0, 0);
    learn(tracker, 1, LONG, 1);

    // 16 features: 4 + 16 * 16 for the scales, 16 * 14 bins, now and before, of 4 bytes, and 36 of
    // the detector; 264 a summary, of which there are four, two with a number; and 28.
    assertThat(tracker.sizeBytes())
        .isEqualTo(260 + 2 * 16 * 14 * 4 + 36 + 4 * 264 + 2 * 4 + 8 + 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ddm,200,0.02,16   | drift.detector must take features: ddm",
        "hdddm,10,0.02,16  | drift.window must be in [20, 100000]: 10",
        "hdddm,200,2,16    | drift.sameBelow must be in [0.0, 1.0]: 2.0",
        "hdddm,200,0.02,0  | drift.mostRegimes must be in [1, 1000]: 0",
      })
  void refusesSettingsOutOfTheirRanges(String settings, String message) {
    String[] values = settings.split(",");
    assertThatThrownBy(
            () ->
                new DriftSettings(
                    values[0],
                    Integer.parseInt(values[1]),
                    Double.parseDouble(values[2]),
                    Integer.parseInt(values[3])))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }

  private static byte[] bytes(RegimeTracker tracker) {
    ByteBuffer bytes = ByteBuffer.allocate(tracker.sizeBytes());
    tracker.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
