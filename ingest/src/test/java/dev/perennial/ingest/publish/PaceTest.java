package dev.perennial.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

  private final SetClock clock = new SetClock();

  @Test
  void spacesTurnsEvenly() {
    Pace pace = Pace.perSecond(4, clock);

    assertThat(pace.next()).isZero();
    assertThat(pace.next()).isEqualTo(Duration.ofMillis(250));
    assertThat(pace.next()).isEqualTo(Duration.ofMillis(500));
    clock.advance(Duration.ofMillis(600));
    assertThat(pace.next()).isEqualTo(Duration.ofMillis(150));
  }

  @Test
  void catchesUpAfterADelayButOnOneSecondAtMost() {
    Pace pace = Pace.perSecond(4, clock);
    pace.next();
    clock.advance(Duration.ofMinutes(1));

    // 4 turns of the second before now, one now, and the next is due in a quarter.
    for (int i = 0; i < 5; i++) {
      assertThat(pace.next()).isZero();
    }
    assertThat(pace.next()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void neverWaitsWhenUnlimited() {
    Pace pace = Pace.unlimited();

    for (int i = 0; i < 1000; i++) {
      assertThat(pace.next()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesARateOutOfRange(double rate) {
    assertThatThrownBy(() -> Pace.perSecond(rate, clock))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("rate must be above 0 and at most 1e9 records a second: " + rate);
  }

  private static final class SetClock extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
