package dev.perennial.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.cli.pipeline.TopicReader;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.web.Gateway;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/publishing.md} tells those outside to do, done as they do it: in processes that
 * have nothing of Perennial's.
 */
class OutsideClientIT {

  private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
  private static final Path CLIENT = DOCS.resolve("examples/OutsideClient.java");
  private static final Pattern LIBRARIES =
      Pattern.compile("/(kafka-clients|avro|jackson-(core|databind|annotations)|slf4j-api)-[^/]*$");
  private static final Pattern CURL = Pattern.compile("(?s)```\n(curl .*?)\n```");

  @TempDir static Path directory;

  private static EmbeddedStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack =
        EmbeddedStack.start(
            Blueprint.shipped()
                .withSection(
                    "learners",
                    Map.of("er", Map.of("recipe", Map.of("strategy", "er", "network", "mlp:8")))),
            directory);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @Test
  void aClientWithNothingOfOursPublishesSamplesAndReadsMetrics() throws Exception {
    List<String> libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> LIBRARIES.matcher(entry.replace('\\', '/')).find())
            .toList();
    assertThat(libraries).hasSize(6).noneMatch(entry -> entry.contains("perennial-"));

    String output =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, libraries),
                CLIENT.toString(),
                stack.bootstrapServers(),
                stack.registryUrl(),
                "outside",
                "600"));

    assertThat(output).contains("published 600 samples under schema ");
    // Which side of a line a point lies on is learned within a few batches.
    Matcher metric =
        Pattern.compile("outside/er prequential-accuracy (\\S+) n=(\\d+)\n$").matcher(output);
    assertThat(metric.find()).as(output).isTrue();
    assertThat(Double.parseDouble(metric.group(1))).isGreaterThan(0.8);
    assertThat(Long.parseLong(metric.group(2))).isGreaterThan(450);
  }

  @Test
  void everyCurlOfThePageIsTaken() throws Exception {
    try (Gateway gateway =
        Gateway.start(
            Blueprint.shipped()
                .with("gateway", Map.of("port", 0))
                .withSection("kafka", Map.of("bootstrap.servers", stack.bootstrapServers()))
                .withSection("registry", Map.of("url", stack.registryUrl()))
                .sections())) {
      Matcher curls = CURL.matcher(Files.readString(DOCS.resolve("publishing.md"), UTF_8));
      List<String> answers = new ArrayList<>();
      while (curls.find()) {
        String curl =
            curls.group(1).replace("http://127.0.0.1:8081/", gateway.address().toString());
        answers.add(run(List.of("sh", "-c", curl)));
      }

      assertThat(answers)
          .hasSizeGreaterThanOrEqualTo(4)
          .allSatisfy(answer -> assertThat(answer).contains("\"offsets\""));
    }
    // Two samples, then one of a line each, of which one label comes late.
    List<String> ids = new ArrayList<>();
    try (Registry registry = Registry.at(stack.settings().registry());
        TopicReader<Experience> log =
            TopicReader.fromBeginning(
                Topic.EXPERIENCES, Experience.class, stack.settings().kafka(), registry)) {
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> {
                log.poll(Duration.ofMillis(200)).stream()
                    .map(found -> found.orThrow())
                    .filter(found -> found.getStream().equals("pets"))
                    .forEach(found -> ids.add(found.getBody().getClass().getSimpleName()));
                return ids.contains("Command");
              });
    }
    assertThat(ids).contains("Example", "Command");
  }

  @Test
  void theJavaOfThePageIsThatOfTheProgram() throws Exception {
    String program = Files.readString(CLIENT, UTF_8).replaceAll("(?m)^\\s+", "");
    Matcher blocks =
        Pattern.compile("(?s)```java\n(.*?)```")
            .matcher(Files.readString(DOCS.resolve("publishing.md"), UTF_8));
    int found = 0;
    while (blocks.find()) {
      found++;
      assertThat(program).contains(blocks.group(1).replaceAll("(?m)^\\s+", ""));
    }
    assertThat(found).isPositive();
  }
}
