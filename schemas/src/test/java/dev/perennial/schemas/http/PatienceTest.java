package dev.perennial.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final Patience patience = new Patience();

  @AfterEach
  void close() {
    patience.close();
  }

  private static void waitForever() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void endsWhatTakesTooLong() {
    assertThatThrownBy(() -> patience.within(SHORT, PatienceTest::waitForever))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void aLimitThatIsRenewedTakesThePlaceOfTheFormer() {
    assertThatThrownBy(
            () ->
                patience.within(
                    LONG,
                    () -> {
                      patience.renew(SHORT);
                      waitForever();
                    }))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void leavesAloneWhatComesAfterAnActionThatWasDoneInTime() throws IOException {
    patience.within(LONG, () -> {});

    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(() -> patience.renew(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no action of this thread is watched");
  }
}
