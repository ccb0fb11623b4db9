package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.Browser.Scheme;
import dev.perennial.cli.pipeline.LearnerOutcome;
import dev.perennial.cli.pipeline.Outcome;
import dev.perennial.cli.pipeline.PipelineRun;
import dev.perennial.cli.report.IndentedJson;
import dev.perennial.cli.report.RunReport;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.web.Health;
import dev.perennial.evaluator.web.Sources;
import dev.perennial.evaluator.web.WebServer;
import dev.perennial.evaluator.web.WebSettings;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.app.Condition;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import picocli.CommandLine;

/** The page in a real browser, of a real run: two learners side by side, two classes at a time. */
@TestMethodOrder(OrderAnnotation.class)
class PageIT {

  private static final String STREAM = "glyphs";
  private static final List<String> LEARNERS = List.of("naive", "er");
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";
  private static final String TOKEN = "open-sesame-open-sesame";
  private static final int SAMPLES_A_SECOND = 350;
  private static final int SAMPLES = 6_000;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TASKS = "document.getElementById('chart-tasks')";

  @TempDir static Path directory;

  private static EmbeddedStack stack;
  private static ExecutorService thread;
  private static Future<Outcome> run;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectory(directory.resolve("stack"));
    stack = EmbeddedStack.start(blueprint(), directory.resolve("stack"));
    browser = Browser.open(directory.resolve("profile"));
    thread = Executors.newSingleThreadExecutor();
    run = thread.submit(PageIT::learn);
  }

  @AfterAll
  static void stop() {
    // What failed to start must not hide why.
    if (browser != null) {
      browser.close();
    }
    if (thread != null) {
      thread.shutdownNow();
    }
    if (stack != null) {
      stack.close();
    }
  }

  private static Blueprint blueprint() {
    Map<String, Object> learners = new TreeMap<>();
    for (String strategy : LEARNERS) {
      learners.put(
          strategy,
          Map.of(
              "stream",
              STREAM,
              "scoring",
              Map.of("share", 1, "every", 10),
              "recipe",
              Map.of("strategy", strategy, "network", "mlp:64", "seed", 1)));
    }
    return Blueprint.shipped()
        .withSection("learners", learners)
        .with(
            "evaluator",
            Map.of("alerts", Map.of("forgets", Map.of("metric", "forgetting", "above", 0.5))))
        .with("job", Map.of("parallelism", LEARNERS.size()));
  }

  private static Outcome learn() throws Exception {
    Curriculum curriculum =
        Scenario.parse("classes:2")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of(STREAM, 1).withLimit(SAMPLES));
    try (ConsoleProgress progress =
            ConsoleProgress.to(new PrintWriter(new StringWriter()), "learned");
        PipelineRun pipeline =
            new PipelineRun(
                stack,
                curriculum,
                STREAM,
                LEARNERS,
                progress,
                Pace.perSecond(SAMPLES_A_SECOND, Clock.systemUTC()))) {
      return pipeline.run();
    }
  }

  private static String address(String stream, String learner) {
    return stack.evaluatorAddress() + "#/" + encoded(stream) + "/" + encoded(learner);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String value(String metric) {
    return browser.eval(
        "document.querySelector('#headline [data-metric=\"%s\"]')?.dataset.value"
            .formatted(metric));
  }

  /** Every test: nothing is complained of, and nothing is asked of anybody else. */
  @AfterEach
  void theBrowserHasNothingToComplainOf() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.origins()).isIn("", origin());
  }

  private static String origin() {
    return stack.evaluatorAddress().resolve("/").toString().replaceAll("/$", "");
  }

  @Test
  @Order(1)
  void drawsCurvesThatGrowWhileTheRunGoesOn() throws Exception {
    browser.look(1280, 1000, Scheme.LIGHT);
    browser.get(address(STREAM, "er"));
    await().atMost(SOON).until(() -> browser.number(TASKS + ".dataset.points || 0") >= 20);
    double points = browser.number(TASKS + ".dataset.points");
    double place = browser.number(TASKS + ".dataset.to");
    String prequential = value("prequential-accuracy");

    await().atMost(SOON).until(() -> browser.number(TASKS + ".dataset.points") > points + 10);
    assertThat(browser.number(TASKS + ".dataset.to")).isGreaterThan(place);
    await().atMost(SOON).until(() -> !value("prequential-accuracy").equals(prequential));
    assertThat(state()).isEqualTo("live");
    assertThat(run.isDone()).isFalse();
  }

  @Test
  @Order(2)
  void aCloserLookStaysWhileNewValuesCome() {
    browser.eval("document.querySelector('#chart-tasks .canvas').focus()");
    browser.press("+");
    double from = browser.number(TASKS + ".dataset.from");
    double to = browser.number(TASKS + ".dataset.to");
    double points = browser.number(TASKS + ".dataset.points");

    await().atMost(SOON).until(() -> browser.number(TASKS + ".dataset.points") > points);
    assertThat(browser.number(TASKS + ".dataset.from")).isEqualTo(from);
    assertThat(browser.number(TASKS + ".dataset.to")).isEqualTo(to);
    assertThat(browser.number("document.getElementById('chart-loss').dataset.to")).isEqualTo(to);
    assertThat(run.isDone()).isFalse();

    browser.press("0");
    assertThat(browser.number(TASKS + ".dataset.to")).isGreaterThan(to);
  }

  @Test
  @Order(3)
  void showsTheNumbersOfTheReport() throws Exception {
    Outcome outcome = run.get(3, TimeUnit.MINUTES);
    for (LearnerOutcome learner : outcome.learners()) {
      browser.get(address(STREAM, learner.learner()));
      requireNumbersOf(report(outcome, learner), learner.learner());
    }
  }

  /** What {@code run --report} writes. */
  private static JsonNode report(Outcome outcome, LearnerOutcome learner) throws Exception {
    return new ObjectMapper()
        .readTree(
            IndentedJson.of(
                RunReport.of(
                    STREAM, "classes:2", learner.learner(), 1, outcome, learner, Versions.all())));
  }

  private static void requireNumbersOf(JsonNode report, String learner) {
    Map<String, String> metrics =
        Map.of(
            "average-accuracy", "averageAccuracy",
            "prequential-accuracy", "prequentialAccuracy",
            "forgetting", "forgetting",
            "backward-transfer", "backwardTransfer",
            "forward-transfer", "forwardTransfer",
            "average-anytime-accuracy", "averageAnytimeAccuracy",
            "kappa", "kappa");
    metrics.forEach(
        (metric, key) -> {
          double expected = report.path(key).asDouble();
          String all =
              "[...document.querySelectorAll('#learner [data-metric=\"%s\"]')].map(e => e.dataset.value)"
                  .formatted(metric);
          assertThat(report.path(key).isNumber()).as(key).isTrue();
          await()
              .atMost(SOON)
              .untilAsserted(
                  () -> {
                    assertThat(browser.eval("document.getElementById('learner-title').textContent"))
                        .isEqualTo(STREAM + " / " + learner);
                    assertThat(browser.eval(all + ".length")).as(metric).isNotEqualTo("0");
                    assertThat(browser.eval("[...new Set(%s)].join(' ')".formatted(all)))
                        .as("%s of %s", metric, learner)
                        .isNotEmpty()
                        .satisfies(
                            text -> assertThat(Double.parseDouble(text)).isEqualTo(expected));
                  });
        });
    // What is read is the same, rounded.
    assertThat(
            browser.eval(
                "document.querySelector('#headline [data-metric=\"average-accuracy\"]').textContent"))
        .isEqualTo("%.3f".formatted(report.path("averageAccuracy").asDouble()));
    assertThat(browser.eval("document.querySelectorAll('#matrix tbody td.on').length"))
        .isEqualTo(Integer.toString(cells(report)));
  }

  private static int cells(JsonNode report) {
    int cells = 0;
    for (JsonNode row : report.path("accuracyMatrix")) {
      for (JsonNode cell : row) {
        cells += cell.isNumber() ? 1 : 0;
      }
    }
    for (JsonNode cell : report.path("baselineAccuracy")) {
      cells += cell.isNumber() ? 1 : 0;
    }
    return cells;
  }

  @Test
  @Order(4)
  void namesTheChampionAndTheLearnerThatForgets() {
    browser.get(address(STREAM, "naive"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(browser.eval("document.querySelector('#learners .stream').textContent"))
                    .contains(STREAM, "champion er"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(browser.eval("document.getElementById('alerts').textContent"))
                    .contains("forgets", "naive"));
    assertThat(
            browser.eval(
                "document.querySelector('#learners [data-chosen] [data-firing]').textContent"))
        .isEqualTo("1");
  }

  @Test
  @Order(5)
  void isUsedWithTheKeyboardAlone() {
    browser.get(address(STREAM, "naive"));
    await().atMost(SOON).until(() -> browser.number(TASKS + ".dataset.points || 0") > 0);
    List<String> reached = new ArrayList<>();
    while (reached.size() < 120
        && (reached.isEmpty() || !reached.get(reached.size() - 1).startsWith("body"))) {
      reached.add(browser.tab());
    }

    assertThat(reached.get(0)).contains("skip");
    assertThat(reached)
        .anyMatch(what -> what.startsWith("button theme"))
        .anyMatch(what -> what.startsWith("input filter"))
        .anyMatch(what -> what.startsWith("button") && what.endsWith("forgetting"))
        .anyMatch(what -> what.startsWith("a") && what.endsWith("naive"))
        .anyMatch(what -> what.startsWith("a") && what.endsWith(" er"))
        .anyMatch(what -> what.startsWith("div  canvas"))
        .anyMatch(what -> what.startsWith("button") && what.contains("classes-0-1"))
        .anyMatch(what -> what.startsWith("div matrix-scroll"))
        .anyMatch(what -> what.startsWith("summary") && what.contains("all metrics"));

    browser.eval("document.querySelector('#learners a:not([aria-current])').focus()");
    browser.press(Keys.ENTER);
    await()
        .atMost(SOON)
        .until(
            () ->
                browser
                    .eval("document.getElementById('learner-title').textContent")
                    .endsWith("er"));
    browser.eval("document.getElementById('theme').focus()");
    browser.press(Keys.SPACE);
    assertThat(browser.eval("document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.press(Keys.SPACE);
    assertThat(browser.eval("document.documentElement.dataset.theme")).isEqualTo("light");
    browser.eval("localStorage.clear()");
  }

  @Test
  @Order(6)
  void isReadFromAPhoneToADeskInLightAndDark() throws Exception {
    for (Scheme scheme : Scheme.values()) {
      for (int width : List.of(1280, 390)) {
        browser.look(width, 1000, scheme);
        browser.get(address(STREAM, "er"));
        await().atMost(SOON).until(() -> browser.number(TASKS + ".dataset.points || 0") > 0);
        assertThat(browser.number("document.scrollingElement.scrollWidth"))
            .isLessThanOrEqualTo(browser.number("innerWidth"));
        assertThat(browser.eval("getComputedStyle(document.body).backgroundColor"))
            .isEqualTo(scheme == Scheme.DARK ? "rgb(18, 21, 22)" : "rgb(252, 252, 250)");
        Thread.sleep(300); // Until it is painted: a picture is all that depends on it.
        String name = "page-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT));
        browser.photograph(name, true);
      }
    }
  }

  @Test
  @Order(7)
  void isKeptAsOneFileThatShowsTheSame() throws Exception {
    Path file = directory.resolve("report.html");
    StringWriter said = new StringWriter();
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(said, true));
    commandLine.setErr(new PrintWriter(said, true));
    int code =
        commandLine.execute(
            "report", file.toString(), "--evaluator", stack.evaluatorAddress().toString());
    assertThat(code).as("%s", said).isZero();

    browser.look(1280, 1000, Scheme.LIGHT);
    Outcome outcome = run.get();
    for (LearnerOutcome learner : outcome.learners()) {
      browser.get(file.toUri() + "#/" + STREAM + "/" + learner.learner());
      requireNumbersOf(report(outcome, learner), learner.learner());
      assertThat(browser.number(TASKS + ".dataset.points")).isGreaterThan(100);
      assertThat(browser.eval("document.getElementById('state-name').textContent"))
          .isEqualTo("report");
    }
    assertThat(browser.eval("performance.getEntriesByType('resource').length")).isEqualTo("0");
    browser.photograph("report", true);
  }

  @Test
  @Order(8)
  void takesNamesAsTextAndShowsFiftyLearners() throws Exception {
    try (Registry registry = Registry.at(stack.settings().registry());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      RecordEncoder<Metric> encoder = RecordEncoder.of(Topic.METRICS, Metric.class, registry);
      for (int i = 0; i < 50; i++) {
        send(producer, encoder, HOSTILE + i, 1, i / 100.0);
      }
      producer.flush();
      browser.look(1280, 1000, Scheme.DARK);
      browser.get(address(HOSTILE, HOSTILE + 7));
      await()
          .atMost(SOON)
          .until(
              () ->
                  browser.number("document.querySelectorAll('#learners tr.learner').length") >= 52);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(value("average-accuracy")).isEqualTo("0.07"));
      assertThat(browser.eval("document.getElementById('learner-title').textContent"))
          .isEqualTo(HOSTILE + " / " + HOSTILE + 7);
      assertThat(browser.number("document.images.length")).isZero();

      long sent = System.nanoTime();
      send(producer, encoder, HOSTILE + 7, 2, 0.99);
      producer.flush();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(value("average-accuracy")).isEqualTo("0.99"));
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
      assertThat(
              browser.number(
                  "(start => { document.querySelectorAll('#learners thead button')[4].click();"
                      + " document.body.offsetHeight; return performance.now() - start; })"
                      + "(performance.now())"))
          .as("milliseconds to sort 52 learners")
          .isLessThan(200);
      browser.photograph("page-50-learners", false);
    }
  }

  @Test
  @Order(9)
  void asksForTheTokenOfAnEvaluatorThatHasOne() throws Exception {
    try (WebServer locked = small(0, TOKEN)) {
      browser.look(1280, 1000, Scheme.LIGHT);
      browser.get(locked.address());
      await().atMost(SOON).until(() -> state().equals("locked"));
      assertThat(browser.eval("document.getElementById('main').hidden")).isEqualTo("true");
      assertThat(browser.eval("document.activeElement.id")).isEqualTo("token-text");

      browser.press("not this one" + Keys.ENTER);
      await()
          .atMost(SOON)
          .until(
              () ->
                  !browser.eval("document.getElementById('token-problem').textContent").isEmpty());
      browser.eval("document.getElementById('token-text').value = ''");
      browser.press(TOKEN + Keys.ENTER);

      await().atMost(SOON).until(() -> state().equals("live"));
      await().atMost(SOON).until(() -> "0.5".equals(value("average-accuracy")));
      browser.eval("sessionStorage.clear()");
      browser.get("about:blank");
    }
    assertThat(browser.complaints()).hasSize(2).allMatch(said -> said.contains("401"));
  }

  @Test
  @Order(10)
  void saysWhenTheEvaluatorIsGoneAndGoesOnWhenItIsBack() throws Exception {
    int port;
    try (WebServer one = small(0, "")) {
      port = one.address().getPort();
      browser.get(one.address());
      await().atMost(SOON).until(() -> state().equals("live"));
    }
    await().atMost(SOON).until(() -> state().equals("reconnecting"));
    assertThat(value("average-accuracy")).isEqualTo("0.5");
    try (WebServer again = small(port, "")) {
      await().atMost(SOON).until(() -> state().equals("live"));
    }
    await().atMost(SOON).until(() -> state().equals("ended"));
    assertThat(value("average-accuracy")).isEqualTo("0.5");
    browser.get("about:blank");
    assertThat(browser.complaints()).isNotEmpty().allMatch(said -> said.contains("net::ERR_"));
  }

  private static String state() {
    return browser.eval("document.getElementById('state-name').textContent");
  }

  /** A server that knows one value of one learner. */
  private static WebServer small(int port, String token) throws IOException {
    Chronicle chronicle = new Chronicle();
    chronicle.add(accuracy("er", 1, .5));
    Health up = new Health(Condition.READY, State.WAITING);
    return WebServer.start(
        new WebSettings("127.0.0.1", port, token, Duration.ofHours(1)),
        new Sources(new Board(), chronicle, Lag.UNKNOWN, () -> up),
        List.of());
  }

  private static void send(
      KafkaProducer<String, byte[]> producer,
      RecordEncoder<Metric> encoder,
      String learner,
      long sequence,
      double accuracy) {
    producer.send(
        new ProducerRecord<>(
            Topic.METRICS.topicName(),
            HOSTILE + "/" + learner,
            encoder.encode(accuracy(learner, sequence, accuracy))));
  }

  private static Metric accuracy(String learner, long sequence, double accuracy) {
    return Metric.newBuilder()
        .setStream(HOSTILE)
        .setLearner(learner)
        .setName("average-accuracy")
        .setValue(accuracy)
        .setN(100)
        .setVersion(sequence)
        .setSequence(sequence)
        .setEventTime(Instant.EPOCH)
        .setEvaluation(sequence)
        .build();
  }
}
