package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that work with a cluster, against a real broker and a real registry. */
class CommandsIT {

  @TempDir static Path directory;

  private static EmbeddedRegistry registry;
  private static EmbeddedBroker broker;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    broker = EmbeddedBroker.start(directory.resolve("broker"));
    registry.awaitRunning(Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    broker.close();
    registry.close();
  }

  private int execute(String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(
        List.of("--bootstrap", broker.bootstrapServers(), "--registry", registry.url()));
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  @Test
  void topicsAreCreatedOnceListedPublishedToAndWatched() throws Exception {
    assertThat(execute("topics create --partitions 2")).isZero();
    assertThat(out.toString()).contains("created samples").endsWith("10 created, 0 existed\n");

    out.getBuffer().setLength(0);
    assertThat(execute("topics create --partitions 2")).isZero();
    assertThat(out).hasToString("0 created, 10 existed\n");

    out.getBuffer().setLength(0);
    assertThat(execute("topics list")).isZero();
    assertThat(out.toString().lines()).hasSize(10).contains("samples      2", "metrics      2");

    // 2,000 hold-out samples come first; then 2 for each of the 5 tasks.
    assertThat(execute("publish --data glyphs --scenario classes:2 --limit 10 --boundary done"))
        .isZero();
    assertThat(err)
        .hasToString("published 2,000 hold-out and 10 training samples to stream glyphs\n");

    out.getBuffer().setLength(0);
    assertThat(execute("watch samples --from-beginning --limit 2010")).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2010);
    JsonNode last = new ObjectMapper().readTree(lines.get(2009));
    assertThat(last.path("key").asText()).isEqualTo("glyphs");
    assertThat(last.at("/value/task").asText()).isEqualTo("classes-8-9");
    assertThat(last.at("/value/split").asText()).isEqualTo("TRAIN");
    assertThat(last.at("/value/features/shape")).hasToString("[28,28]");

    out.getBuffer().setLength(0);
    assertThat(execute("watch control --from-beginning --limit 1")).isZero();
    JsonNode command = new ObjectMapper().readTree(out.toString());
    assertThat(command.at("/value/id").asText()).isEqualTo("done");
    assertThat(command.at("/value/afterOffset").asLong()).isEqualTo(last.path("offset").asLong());
  }
}
