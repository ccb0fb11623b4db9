package dev.perennial.schemas.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DaemonsTest {

  @Test
  void haveTheNameTheyAreGiven() {
    assertThat(Daemons.named("lag").newThread(() -> {}).getName()).isEqualTo("lag");
  }

  @Test
  void areNumberedFromOneOn() {
    ThreadFactory web = Daemons.numbered("web");

    assertThat(Stream.generate(() -> web.newThread(() -> {}).getName()).limit(3))
        .containsExactly("web-1", "web-2", "web-3");
  }

  @Test
  void keepNoProcessAliveAndRunWhatTheyAreGiven() throws InterruptedException {
    AtomicReference<Thread> ran = new AtomicReference<>();
    Thread thread = Daemons.named("one").newThread(() -> ran.set(Thread.currentThread()));
    thread.start();
    thread.join();

    assertThat(thread.isDaemon()).isTrue();
    assertThat(ran).hasValue(thread);
  }
}
