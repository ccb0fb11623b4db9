package dev.perennial.evaluator.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Rate rate = new Rate();

  @Test
  void isThatOfTheTimeThereHasBeen() {
    rate.add(NOON, 30);
    rate.add(NOON.plusSeconds(2), 30);

    assertThat(rate.perSecond(NOON.plusSeconds(2))).hasValue(20);
  }

  @Test
  void forgetsWhatIsOlderThanTenSeconds() {
    rate.add(NOON, 1_000);
    rate.add(NOON.plusSeconds(10), 50);

    assertThat(rate.perSecond(NOON.plusSeconds(10))).hasValue(5);
  }

  @Test
  void forgetsEverythingAfterALongBreak() {
    rate.add(NOON, 1_000);
    rate.add(NOON.plusSeconds(3600), 50);

    assertThat(rate.perSecond(NOON.plusSeconds(3600))).hasValue(5);
  }

  @Test
  void countsWhatComesALittleLateAndNotWhatComesTooLate() {
    rate.add(NOON.plusSeconds(20), 50);
    rate.add(NOON.plusSeconds(15), 50);
    rate.add(NOON, 1_000);

    assertThat(rate.perSecond(NOON.plusSeconds(20))).hasValue(100 / 6.);
  }

  /** Results come in transactions some seconds apart, and the rate does not fall between them. */
  @Test
  void isZeroAfterHalfAMinuteOfSilence() {
    rate.add(NOON, 10);

    assertThat(rate.perSecond(NOON.plusSeconds(30))).hasValue(10);
    assertThat(rate.perSecond(NOON.plusSeconds(31))).hasValue(0);
  }

  @Test
  void isNoneBeforeTheFirst() {
    assertThat(rate.perSecond(NOON)).isEmpty();
  }
}
