package dev.perennial.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread has a processor of its own for a while. */
class OwnProcessorTest {

  @BeforeEach
  void needsTasksetAndTwoProcessors() {
    assumeTrue(OwnProcessor.isPossible(), "no taskset, or one processor");
  }

  @Test
  void aThreadIsApartUntilItIsReleased() throws Exception {
    String before = processors("self");
    SynchronousQueue<String> seen = new SynchronousQueue<>();
    CountDownLatch placed = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                seen.put("begun");
                placed.await();
                seen.put(processors("thread-self"));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "own-processor");
    thread.start();
    seen.take();
    OwnProcessor processor = OwnProcessor.of("own-proc");
    try {
      placed.countDown();
      assertThat(seen.take()).isEqualTo("1");
      assertThat(processors("thread-self")).isEqualTo("0");
    } finally {
      processor.release();
    }
    thread.join();
    assertThat(processors("thread-self")).isEqualTo(before);
  }

  @Test
  void aThreadThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> OwnProcessor.of("nobody")).hasMessageContaining("nobody");
  }

  private static String processors(String whose) throws Exception {
    return Files.readAllLines(Path.of("/proc", whose, "status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
