package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every detector of one number owes. */
abstract class ChangeDetectorContract {

  private static final int MOST_BYTES = 4_096;

  /** A detector that has seen nothing; always with the same settings. */
  abstract ChangeDetector fresh();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void saysTheSameOfTheSameValues(long seed) {
    ChangeDetector one = fresh();
    ChangeDetector other = fresh();
    for (int i = 0; i < 3_000; i++) {
      double value = value(seed, i);
      assertThat(one.add(value)).isEqualTo(other.add(value));
      assertThat(one.warns()).isEqualTo(other.warns());
    }

    assertThat(bytes(one)).isEqualTo(bytes(other));
  }

  @ParameterizedTest(name = "saved after {0}")
  @ValueSource(ints = {0, 1, 31, 99, 100, 1_005, 1_033, 2_500})
  void goesOnFromItsBytesAsIfNothingHadHappened(int saved) {
    ChangeDetector whole = fresh();
    ChangeDetector other = fresh();
    for (int i = 0; i < 4_000; i++) {
      if (i == saved) {
        ChangeDetector copy = fresh();
        copy.add(0.5); // What it held before must not matter.
        copy.decode(ByteBuffer.wrap(bytes(other)));
        other = copy;
        assertThat(bytes(other)).isEqualTo(bytes(whole));
      }
      double value = value(7, i);
      assertThat(other.add(value)).isEqualTo(whole.add(value));
      assertThat(other.warns()).isEqualTo(whole.warns());
    }

    assertThat(bytes(other)).isEqualTo(bytes(whole));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void neverCallsAConstantAChange(double constant) {
    ChangeDetector detector = fresh();
    for (int i = 0; i < 5_000; i++) {
      assertThat(detector.add(constant)).isFalse();
      assertThat(detector.warns()).isFalse();
    }
  }

  @ParameterizedTest(name = "after {0}")
  @ValueSource(ints = {200, 1_000, 1_001, 1_017, 10_000})
  void findsThatNineInTenAreWrongWhereOneInTenWas(int before) {
    ChangeDetector detector = fresh();
    for (int i = 0; i < before; i++) {
      assertThat(detector.add(i % 10 == 0 ? 1 : 0)).isFalse();
    }
    boolean found = false;
    for (int i = 0; i < 100; i++) {
      found |= detector.add(i % 10 == 0 ? 0 : 1);
    }

    assertThat(found).isTrue();
  }

  @Test
  void holdsFewBytesHoweverLongTheStream() {
    ChangeDetector detector = fresh();
    for (int i = 0; i < 200_000; i++) {
      detector.add(i % 3 == 0 ? 1 : 0);
    }

    assertThat(detector.sizeBytes()).isLessThan(MOST_BYTES);
    assertThat(bytes(detector)).hasSize(detector.sizeBytes());
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> fresh().add(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".* takes a .* value.*: NaN|.* takes a value in \\[0, 1\\]: NaN");
  }

  /** Errors that become more after 1,000 and fewer after 2,000, then more again. */
  private static double value(long seed, int i) {
    double rate = (i / 1_000) % 2 == 0 ? 0.2 : 0.7;
    return CounterRandom.of(seed, "value", i).nextDouble() < rate ? 1 : 0;
  }

  private static byte[] bytes(ChangeDetector detector) {
    ByteBuffer bytes = ByteBuffer.allocate(detector.sizeBytes());
    detector.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
