package dev.perennial.cli.stack;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: this test, a parent that it kills, and the registry that must not outlive it. */
class RegistryGuardIT {

  @TempDir Path directory;

  @Test
  void theRegistryDiesWithAParentThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-D" + EmbeddedRegistry.HOME_PROPERTY + "=" + EmbeddedRegistry.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle registry;
    try (BufferedReader said = parent.inputReader()) {
      registry = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(registry.isAlive()).isTrue();
    } finally {
      // SIGKILL: no shutdown hook of the parent runs.
      parent.destroyForcibly();
    }

    assertThat(registry.onExit().get(ofSeconds(10).toSeconds(), TimeUnit.SECONDS).isAlive())
        .isFalse();
  }

  /** Starts a registry, says its process id and waits to be killed. */
  static final class Parent {

    public static void main(String[] arguments) throws Exception {
      EmbeddedRegistry registry =
          EmbeddedRegistry.launch(EmbeddedRegistry.home(), Path.of(arguments[0]))
              .awaitRunning(ofSeconds(60));
      System.out.println(registry.pid());
      System.out.flush();
      Thread.currentThread().join();
    }
  }
}
