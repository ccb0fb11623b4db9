package dev.perennial.schemas.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdwinTest {

  private static final double WARNING = 1e-3;
  private static final double DRIFT = 1e-4;

  private final Adwin adwin = Adwin.ofErrors(WARNING, DRIFT, Direction.UP);

  @Test
  void holdsEveryValueWhileNothingChanges() {
    for (int i = 0; i < 1000; i++) {
      assertThat(adwin.add(i % 4 == 0 ? 1 : 0)).isFalse();
    }

    assertThat(adwin.count()).isEqualTo(1000);
    assertThat(adwin.mean()).isEqualTo(0.25);
    assertThat(adwin.warns()).isFalse();
  }

  @Test
  void dropsThePastWhenTheMeanJumps() {
    for (int i = 0; i < 320; i++) {
      assertThat(adwin.add(0)).isFalse();
    }
    boolean found = false;
    for (int i = 0; i < 64; i++) {
      found |= adwin.add(1);
    }

    // With 320 zeros and 32 ones ln(2 ln 352 / 1e-4) = 11.67, the variance is 1/11 * 10/11 = .083
    // and 1/320 + 1/32 = .0344: the bound is sqrt(2 * .0344 * .083 * 11.67) + 2/3 * .0344 * 11.67
    // = .258 + .268 = .526, which the difference of 1 exceeds. So it is found after 32 ones.
    assertThat(found).isTrue();
    assertThat(adwin.mean()).isGreaterThan(0.5);
    assertThat(adwin.count()).isLessThan(128);
  }

  @Test
  void doesNotCallAFallADrift() {
    for (int i = 0; i < 320; i++) {
      assertThat(adwin.add(1)).isFalse();
    }
    for (int i = 0; i < 320; i++) {
      assertThat(adwin.add(0)).isFalse();
    }

    assertThat(adwin.mean()).isCloseTo(0, within(0.1));
  }

  @Test
  void suspectsBeforeItDrops() {
    for (int i = 0; i < 3200; i++) {
      adwin.add(i % 10 == 0 ? 1 : 0);
    }
    boolean suspectedFirst = false;
    boolean dropped = false;
    for (int i = 0; i < 3200 && !dropped; i++) {
      dropped = adwin.add(i % 5 == 0 ? 1 : 0);
      suspectedFirst |= !dropped && adwin.warns();
    }

    assertThat(dropped).isTrue();
    assertThat(suspectedFirst).isTrue();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void doesNotMistakeNoiseForAChange(long seed) {
    CounterRandom noise = CounterRandom.of(seed, "noise");
    for (int i = 0; i < 5000; i++) {
      assertThat(adwin.add(noise.nextDouble() < 0.3 ? 1 : 0)).isFalse();
    }

    assertThat(adwin.count()).isEqualTo(5000);
  }

  @Test
  void goesOnFromItsBytesAsIfNothingHadHappened() {
    for (int i = 0; i < 333; i++) {
      adwin.add(i % 3 == 0 ? 1 : 0);
    }
    Adwin other = copy(adwin);
    for (int i = 0; i < 333; i++) {
      assertThat(other.add(i % 2)).isEqualTo(adwin.add(i % 2));
    }

    assertThat(bytes(other)).isEqualTo(bytes(adwin));
  }

  private static Adwin copy(Adwin adwin) {
    Adwin copy = Adwin.ofErrors(WARNING, DRIFT, Direction.UP);
    copy.decode(ByteBuffer.wrap(bytes(adwin)));
    return copy;
  }

  private static byte[] bytes(Adwin adwin) {
    ByteBuffer bytes = ByteBuffer.allocate(adwin.sizeBytes());
    adwin.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
