package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * README names two commands: one runs the main job, one passes the tests; CI runs the second first.
 */
class ReadmeTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void namesTheCommandThatCiRuns() throws Exception {
    Process print =
        new ProcessBuilder("bash", ROOT.resolve(".ci/run").toString(), "--print")
            .redirectErrorStream(true)
            .start();
    String printed = new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(print.waitFor()).isZero();
    assertThat(commands()).contains(printed.lines().findFirst().orElseThrow());
  }

  @Test
  void namesTheDemoAndTheTestsFirst() throws IOException {
    assertThat(commands()).startsWith("./perennial demo", "mvn -B verify");
    assertThat(ROOT.resolve("perennial")).isExecutable();
  }

  @Test
  void staysShort() throws IOException {
    assertThat(lines()).hasSizeLessThan(120);
  }

  private static List<String> commands() throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith("$ "))
        .map(line -> line.substring(2))
        .toList();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(ROOT.resolve("README.md"));
  }
}
