package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every detector of vectors owes. */
abstract class FeatureDetectorContract {

  private static final int FEATURES = 4;

  /** A detector for vectors of four that has seen nothing; always with the same settings. */
  abstract FeatureDetector fresh();

  @ParameterizedTest(name = "saved after {0}")
  @ValueSource(ints = {0, 1, 99, 100, 101, 250, 2_070, 2_500})
  void goesOnFromItsBytesAsIfNothingHadHappened(int saved) {
    FeatureDetector whole = fresh();
    FeatureDetector other = fresh();
    int changes = 0;
    for (int i = 0; i < 5_000; i++) {
      if (i == saved) {
        FeatureDetector copy = fresh();
        copy.add(new float[FEATURES]);
        copy.decode(ByteBuffer.wrap(bytes(other)));
        other = copy;
        assertThat(bytes(other)).isEqualTo(bytes(whole));
      }
      float[] vector = vector(3, i, (i / 2_000) * 3);
      boolean changed = whole.add(vector);
      assertThat(other.add(vector)).isEqualTo(changed);
      changes += changed ? 1 : 0;
    }

    assertThat(changes).isPositive();
    assertThat(bytes(other)).isEqualTo(bytes(whole));
  }

  @Test
  void neverCallsAConstantAChange() {
    FeatureDetector detector = fresh();
    for (int i = 0; i < 5_000; i++) {
      assertThat(detector.add(new float[] {0, 1, -3.3f, 1e6f})).isFalse();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void findsThatOneFeatureOfFourHasJumpedByThreeDeviations(long seed) {
    FeatureDetector detector = fresh();
    for (int i = 0; i < 2_000; i++) {
      detector.add(vector(seed, i, 0));
    }
    boolean found = false;
    for (int i = 2_000; i < 2_300; i++) {
      found |= detector.add(vector(seed, i, 3));
    }

    assertThat(found).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e6})
  void doesNotAskInWhichUnitAFeatureIs(double unit) {
    FeatureDetector one = fresh();
    FeatureDetector other = fresh();
    for (int i = 0; i < 3_000; i++) {
      float[] vector = vector(5, i, i / 2_000 * 3);
      float[] scaled = vector.clone();
      scaled[1] *= (float) unit;
      // A power of two would be exact; with rounding a test on the edge could differ, none does.
      assertThat(other.add(scaled)).isEqualTo(one.add(vector));
    }
  }

  @Test
  void holdsFewBytesHoweverLongTheStream() {
    FeatureDetector detector = fresh();
    for (int i = 0; i < 200_000; i++) {
      detector.add(new float[] {i % 2, i % 3, i % 5, 0});
    }

    assertThat(detector.sizeBytes()).isLessThan(FEATURES * 2_500);
    assertThat(bytes(detector)).hasSize(detector.sizeBytes());
  }

  @Test
  void refusesAVectorOfAnotherLength() {
    assertThatThrownBy(() -> fresh().add(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a vector must have 4 features: 3");
  }

  /** Four sums of four uniform numbers, of about variance 1; the first is shifted. */
  private static float[] vector(long seed, int i, double shift) {
    CounterRandom random = CounterRandom.of(seed, "vector", i);
    float[] vector = new float[FEATURES];
    for (int k = 0; k < FEATURES; k++) {
      for (int term = 0; term < 4; term++) {
        vector[k] += (float) random.between(-0.87, 0.87);
      }
    }
    vector[0] += (float) shift;
    return vector;
  }

  private static byte[] bytes(FeatureDetector detector) {
    ByteBuffer bytes = ByteBuffer.allocate(detector.sizeBytes());
    detector.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
