package dev.perennial.schemas.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class RestartsTest {

  private static final Throwable OUTAGE =
      new KafkaException(new UncheckedIOException(new IOException("no answer")));
  private static final Throwable BUG = new KafkaException(new IllegalStateException("bug"));

  private final SetClock clock = new SetClock();
  private final Restarts restarts = new Restarts(clock);

  @Test
  void waitLongerEachTimeUpToABound() {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      seconds.add(restarts.after(OUTAGE).orElseThrow().toSeconds());
    }

    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void neverEndWhileSomethingDoesNotAnswer() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(restarts.after(OUTAGE)).isPresent();
    }
  }

  @Test
  void endWhenTheyDoNotHeal() {
    for (int i = 1; i < Restarts.MOST_UNEXPLAINED; i++) {
      assertThat(restarts.after(BUG)).isPresent();
    }
    assertThat(restarts.after(BUG)).isEmpty();
  }

  @Test
  void beginAnewAfterAQuietTime() {
    for (int i = 1; i < Restarts.MOST_UNEXPLAINED; i++) {
      restarts.after(BUG);
    }
    clock.now = clock.now.plus(Restarts.QUIET).plusMillis(1);

    assertThat(restarts.after(BUG)).contains(Duration.ofSeconds(1));
  }

  @Test
  void doNotFollowAnError() {
    assertThat(restarts.after(new OutOfMemoryError("heap"))).isEqualTo(Optional.empty());
  }

  private static final class SetClock extends Clock {
    Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
