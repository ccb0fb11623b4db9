package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.board.AlertsSnapshot;
import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.board.StepsSnapshot;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.chronicle.ChronicleRecords;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.streams.ProcessMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;

/** Every metric there is, as Prometheus sees it, and what the dashboard asks of it. */
class PrometheusIT {

  private static final Path DASHBOARD = Path.of("../k8s/grafana/perennial.json");
  private static final Path ALERTS = Path.of("../k8s/monitoring/alerts.yaml");
  private static final LearnerKey ER = new LearnerKey("digits", "er");
  private static final Place PLACE = new Place(40, 399, Instant.ofEpochSecond(1));
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_0-9]+)(\\{[^}]*})? (\\S+)", Pattern.CASE_INSENSITIVE);

  /** Every metric with a value, of one learner. */
  private static String page() {
    Board board = new Board();
    Chronicle chronicle = new Chronicle();
    AccuracyMatrix matrix =
        AccuracyMatrix.keeping(10)
            .with(
                new Evaluation(
                    0,
                    OptionalInt.of(0),
                    OptionalInt.of(0),
                    List.of(new TaskScore(0, OptionalInt.of(0), new Cell(9, 10)))));
    board.publish(ER, new ScoresSnapshot(0, PLACE, matrix, Map.of(0, "zero"), values(ofScores())));
    board.publish(ER, new AnswersSnapshot(400, Optional.of(PLACE), values(ofAnswers())));
    board.publish(ER, new StepsSnapshot(PLACE, values(Stream.of("plasticity"))));
    board.publish(
        ER,
        new AlertsSnapshot(
            new TreeSet<>(List.of("drops", "forgets")),
            List.of(ChronicleRecords.alert(ER, "drops", 399, AlertState.FIRING))));
    board.rejected(new Rejection("scores", "not-avro"));
    ChronicleRecords.tellEverything(chronicle, ER);
    Properties properties = new Properties();
    properties.put("application.id", "never-started");
    properties.put("bootstrap.servers", "localhost:1");
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("topic").foreach((key, value) -> {});
    try (KafkaStreams streams = new KafkaStreams(builder.build(), properties);
        ProcessMeters meters = new ProcessMeters(streams)) {
      return new PrometheusPage(
              new Sources(
                  board,
                  chronicle,
                  stream -> OptionalLong.of(7),
                  () -> new Health(Condition.READY, State.READING)),
              List.of(meters))
          .text();
    }
  }

  private static Stream<String> ofScores() {
    return Stream.concat(
        Metrics.ofMatrix().stream().map(metric -> metric.name()),
        Metrics.ofEvaluations(10, 10).stream().map(metric -> metric.name()));
  }

  private static Stream<String> ofAnswers() {
    return Stream.concat(
        Metrics.ofAnswers(10, .9).stream().map(metric -> metric.name()),
        Metrics.ofCurves().stream().map(metric -> metric.name()));
  }

  private static Map<String, Measured> values(Stream<String> names) {
    Map<String, Measured> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, Measured.of(.5, 10)));
    return values;
  }

  private static Map<String, String> comments(String page, String kind) {
    Map<String, String> comments = new HashMap<>();
    page.lines()
        .filter(line -> line.startsWith("# " + kind + " "))
        .forEach(
            line -> {
              String[] words = line.split(" ", 4);
              comments.put(words[2], words.length < 4 ? "" : words[3]);
            });
    return comments;
  }

  private static Set<String> names(String page) {
    Set<String> names = new TreeSet<>();
    page.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              var sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              names.add(sample.group(1));
            });
    return names;
  }

  @Test
  void followsPrometheussNaming() {
    String page = page();
    Map<String, String> types = comments(page, "TYPE");
    Map<String, String> help = comments(page, "HELP");

    for (String name : names(page)) {
      String family =
          types.containsKey(name) ? name : name.replaceFirst("_(count|sum|bucket)$", "");
      assertThat(name).matches("[a-z_][a-z0-9_]*").doesNotContain("__");
      assertThat(types).as(name).containsKey(family);
      assertThat(help.get(family)).as("HELP of " + name).isNotBlank();
      assertThat(types.get(family).equals("counter")).as(name).isEqualTo(name.endsWith("_total"));
      assertThat(family).as("what a summary alone has").doesNotEndWith("_count");
      assertThat(name)
          .as("base units")
          .doesNotContainPattern(
              "_(ns|ms|milliseconds|microseconds|kilobytes|percent|minutes|m)(_|$)");
    }
  }

  @Test
  void exportsEveryMetricOnce() {
    String page = page();
    Set<String> names = names(page);

    Stream.of(ofScores(), ofAnswers(), Stream.of("plasticity", "task-accuracy"))
        .flatMap(each -> each)
        .filter(metric -> !metric.equals("refused-steps"))
        .forEach(
            metric -> {
              String name = PrometheusName.of(metric).name().replace('.', '_');
              assertThat(names).as(metric).contains(name);
              assertThat(PrometheusName.of(metric).help())
                  .as("a sentence for " + metric)
                  .doesNotStartWith("The newest " + metric);
            });
    assertThat(page.lines())
        .contains(
            "perennial_windowed_forgetting{evaluations=\"10\",learner=\"er\",stream=\"digits\"} 0.5",
            "perennial_task_accuracy_ratio{learner=\"er\",stream=\"digits\",task=\"zero\"} 0.9",
            "perennial_refused_steps_total{learner=\"er\",stream=\"digits\"} 0.5",
            "perennial_predictions_total{learner=\"er\",stream=\"digits\"} 400.0",
            "perennial_loss_nats{learner=\"er\",stream=\"digits\"} 0.25",
            "perennial_event_time_seconds{learner=\"er\",stream=\"digits\"} 399.0",
            "perennial_model_version{learner=\"er\",stream=\"digits\"} 40.0",
            "perennial_alert_firing{learner=\"er\",rule=\"drops\",stream=\"digits\"} 1.0",
            "perennial_alert_firing{learner=\"er\",rule=\"forgets\",stream=\"digits\"} 0.0",
            "perennial_lag_entries{stream=\"digits\"} 7.0",
            "perennial_chronicle_refused_total 0.0");
    assertThat(names)
        .contains("jvm_memory_used_bytes", "process_uptime_seconds", "process_cpu_usage");
  }

  /** What a dashboard asks for that nobody tells is an empty panel that nobody misses. */
  @Test
  void isAllThatTheDashboardAsksFor() throws Exception {
    Set<String> names = names(page());
    String text = Files.readString(DASHBOARD);
    List<String> expressions = new ArrayList<>();
    JsonNode dashboard = new ObjectMapper().readTree(text);
    dashboard.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    dashboard.findValues("definition").forEach(definition -> expressions.add(definition.asText()));

    assertThat(expressions).hasSizeGreaterThan(20);
    for (String expression : expressions) {
      // Names of metrics are words with an underscore; labels and functions have none.
      List<String> asked =
          Pattern.compile("\\b[a-z]+(_[a-z0-9]+)+\\b")
              .matcher(expression.replaceAll("\\$__rate_interval|label_values|\"[^\"]*\"", ""))
              .results()
              .map(result -> result.group())
              .toList();
      assertThat(asked).as(expression).isNotEmpty();
      assertThat(names).as(expression).containsAll(asked);
    }
  }

  /** Those for ingest, Kafka's clients and Flink are asked for where these run. */
  @Test
  void isAllThatAlertsAskFor() throws Exception {
    List<String> asked =
        Files.readAllLines(ALERTS).stream()
            .filter(line -> line.strip().startsWith("expr:"))
            .flatMap(
                line ->
                    Pattern.compile("\\b(perennial_(?!ingest_)|jvm_)[a-z_]+")
                        .matcher(line)
                        .results())
            .map(result -> result.group())
            .toList();

    assertThat(asked).hasSizeGreaterThan(5);
    assertThat(names(page())).containsAll(asked);
  }

  @Test
  void givesADashboardThatGrafanaTakes() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));

    assertThat(dashboard.path("uid").asText()).isEqualTo("perennial");
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
    assertThat(dashboard.path("id").isMissingNode()).as("an id would be another's").isTrue();
    assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
        .containsExactly("datasource", "stream", "learner");
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      JsonNode at = panel.path("gridPos");
      assertThat(at.path("x").asInt() + at.path("w").asInt()).as(title).isBetween(1, 24);
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as(title).isNotBlank();
        assertThat(panel.path("targets").size()).as(title).isPositive();
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      }
    }
  }
}
