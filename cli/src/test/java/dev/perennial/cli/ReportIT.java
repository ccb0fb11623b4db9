package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.pipeline.EvaluatorClient;
import dev.perennial.cli.report.KeptPage;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.web.Health;
import dev.perennial.evaluator.web.Sources;
import dev.perennial.evaluator.web.WebServer;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.app.Condition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code perennial report}, asking a real server. */
class ReportIT {

  private static final String TOKEN = "open-sesame-open-sesame";
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  @TempDir Path directory;

  private final Chronicle chronicle = new Chronicle();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private WebServer open;
  private WebServer locked;

  @BeforeEach
  void start() throws Exception {
    open = server("");
    locked = server(TOKEN);
    tell("er", 100, .5);
    tell("er", 200, .75);
    tell(HOSTILE, 200, .25);
  }

  @AfterEach
  void stop() {
    open.close();
    locked.close();
  }

  private WebServer server(String token) throws IOException {
    Health up = new Health(Condition.READY, State.WAITING);
    return WebServer.start(
        new WebSettings("127.0.0.1", 0, token, Duration.ofHours(1)),
        new Sources(new Board(), chronicle, Lag.UNKNOWN, () -> up),
        List.of());
  }

  private void tell(String learner, long sequence, double accuracy) {
    chronicle.add(
        Metric.newBuilder()
            .setStream("digits")
            .setLearner(learner)
            .setName("average-accuracy")
            .setValue(accuracy)
            .setN(100)
            .setVersion(sequence)
            .setSequence(sequence)
            .setEventTime(Instant.EPOCH)
            .setEvaluation(sequence)
            .build());
  }

  private int report(Path file, Object evaluator) {
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute("report", file.toString(), "--evaluator", evaluator.toString());
  }

  private static JsonNode values(String page) throws IOException {
    String start = "id=\"report\">";
    int from = page.indexOf(start) + start.length();
    return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
  }

  @Test
  void keepsWhatTheEvaluatorKnowsOfEveryLearner() throws Exception {
    Path file = directory.resolve("report.html");

    assertThat(report(file, open.address())).as("%s", err).isZero();

    assertThat(out).hasToString("wrote " + file + "\n");
    String page = Files.readString(file);
    JsonNode values = values(page);
    assertThat(values.at("/overview/streams/0/learners")).hasSize(2);
    assertThat(values.at("/learners/0/learner").asText()).isEqualTo(HOSTILE);
    assertThat(values.at("/learners/0/page/metrics/average-accuracy/value").asDouble())
        .isEqualTo(.25);
    assertThat(values.at("/learners/1/history/series/0/name").asText())
        .isEqualTo("average-accuracy");
    assertThat(values.at("/learners/1/history/series/0/x")).hasToString("[100,200]");
    assertThat(values.at("/learners/1/history/series/0/y")).hasToString("[0.5,0.75]");
    assertThat(page).doesNotContain("<img");
  }

  @Test
  void anEvaluatorThatAsksForATokenIsNamed() {
    Path file = directory.resolve("report.html");

    assertThat(report(file, locked.address())).isEqualTo(Perennial.EXIT_FAILURE);

    assertThat(err)
        .hasToString(
            "perennial: the evaluator at %s asks for its token: PERENNIAL_TOKEN must hold it\n"
                .formatted(locked.address()));
    assertThat(file).doesNotExist();
  }

  @Test
  void aTokenOpensAndAWrongOneIsNamed() throws Exception {
    String page = KeptPage.of(new EvaluatorClient(locked.address(), TOKEN));

    assertThat(values(page).path("learners")).hasSize(2);
    assertThatThrownBy(() -> KeptPage.of(new EvaluatorClient(locked.address(), "none-of-these")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the evaluator at %s does not take the token of PERENNIAL_TOKEN"
                .formatted(locked.address()));
  }

  @Test
  void anEvaluatorThatIsNotThereIsNamed() {
    open.close();

    assertThat(report(directory.resolve("report.html"), open.address()))
        .isEqualTo(Perennial.EXIT_FAILURE);

    assertThat(err.toString())
        .startsWith("perennial: no evaluator answers at %s\n".formatted(open.address()));
  }
}
