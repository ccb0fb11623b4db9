package dev.perennial.evaluator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.Lag;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.evaluator.web.Health.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServerIT {

  private static final LearnerKey ER = new LearnerKey("digits", "er");

  private final Board board = new Board();
  private final Chronicle chronicle = new Chronicle();
  private final AtomicReference<Health> health =
      new AtomicReference<>(new Health(Status.UP, State.READING));
  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        WebServer.start(
            new WebSettings("127.0.0.1", 0, "", Duration.ZERO),
            new Sources(board, chronicle, Lag.UNKNOWN, health::get));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    return new ObjectMapper().readTree(response.body());
  }

  /** Two tasks, the second of which has not been learned; task 5 came first. */
  private void publish(LearnerKey learner) {
    Evaluation evaluation =
        new Evaluation(
            3,
            OptionalInt.of(0),
            OptionalInt.of(5),
            List.of(
                new TaskScore(2, OptionalInt.empty(), new Cell(1, 10)),
                new TaskScore(5, OptionalInt.of(0), new Cell(9, 10))));
    board.publish(
        learner,
        new ScoresSnapshot(
            3,
            new Place(40, 399, Instant.ofEpochSecond(1)),
            AccuracyMatrix.keeping(100).with(evaluation),
            Map.of(2, "two", 5, "five"),
            Map.of(
                "average-accuracy", Measured.of(.9, 10),
                "forgetting", Measured.absent("it takes a second learned task", 0))));
    board.publish(
        learner,
        new AnswersSnapshot(
            450,
            Optional.of(new Place(44, 449, Instant.ofEpochSecond(2))),
            Map.of("prequential-accuracy", Measured.of(.75, 400))));
  }

  @Test
  void listsStreamsAndTheirLearners() throws Exception {
    publish(ER);
    publish(new LearnerKey("digits", "naive"));
    publish(new LearnerKey("abc", "er"));

    assertThat(json(get("/api/streams")))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"streams": [{"stream": "abc", "learners": ["er"]},
                                 {"stream": "digits", "learners": ["er", "naive"]}]}
                    """));
  }

  @Test
  void tellsEverythingItKnowsOfALearner() throws Exception {
    publish(ER);

    assertThat(json(get("/api/streams/digits/learners/er")))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"stream": "digits", "learner": "er",
                     "version": 44, "sequence": 449, "eventTime": "1970-01-01T00:00:02Z",
                     "predictions": 450, "evaluation": 3, "samplesPerSecond": null, "lag": null,
                     "lossNats": null, "learningRate": null, "memorySize": null,
                     "memoryByClass": [], "memoryByTask": [],
                     "freshness": {"eventTime": null, "version": null}, "alerts": [],
                     "tasks": [{"index": 5, "name": "five", "learnedInPeriod": 0},
                               {"index": 2, "name": "two", "learnedInPeriod": null}],
                     "periods": [0], "accuracyMatrix": [[0.9, 0.1]], "evaluations": [[3, 3]],
                     "baseline": [null, null],
                     "metrics": {
                       "average-accuracy":
                         {"value": 0.9, "absence": null, "n": 10, "version": 40, "sequence": 399,
                          "eventTime": "1970-01-01T00:00:01Z", "evaluation": 3},
                       "forgetting":
                         {"value": null, "absence": "it takes a second learned task", "n": 0,
                          "version": 40, "sequence": 399,
                          "eventTime": "1970-01-01T00:00:01Z", "evaluation": 3},
                       "prequential-accuracy":
                         {"value": 0.75, "absence": null, "n": 400, "version": 44, "sequence": 449,
                          "eventTime": "1970-01-01T00:00:02Z", "evaluation": null}}}
                    """));
  }

  @Test
  void tellsWhatItKnowsOfALearnerThatHasNotBeenScored() throws Exception {
    board.publish(ER, new AnswersSnapshot(1, Optional.empty(), Map.of()));
    JsonNode page = json(get("/api/streams/digits/learners/er"));

    assertThat(page.path("evaluation").isNull()).isTrue();
    assertThat(page.path("version").isNull()).isTrue();
    assertThat(page.path("accuracyMatrix").size()).isZero();
  }

  @Test
  void findsNamesThatMustBeEncoded() throws Exception {
    publish(new LearnerKey("a/b c+d", "é"));

    HttpResponse<String> response = get("/api/streams/a%2Fb%20c+d/learners/%C3%A9");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("stream").asText()).isEqualTo("a/b c+d");
  }

  @Test
  void speaksPrometheus() throws Exception {
    publish(ER);
    board.rejected(new Rejection("scores", "not-avro"));
    board.rejected(new Rejection("scores", "not-avro"));
    String text = get("/metrics").body();

    assertThat(text.lines())
        .contains(
            "perennial_average_accuracy{learner=\"er\",stream=\"digits\"} 0.9",
            "perennial_prequential_accuracy{learner=\"er\",stream=\"digits\"} 0.75",
            "perennial_task_accuracy{learner=\"er\",stream=\"digits\",task=\"five\"} 0.9",
            "perennial_predictions_total{learner=\"er\",stream=\"digits\"} 450.0",
            "perennial_evaluator_rejects_total{reason=\"not-avro\",topic=\"scores\"} 2.0");
    assertThat(text).doesNotContain("forgetting").doesNotContain("NaN");
  }

  @Test
  void scrapesTheNewestValuesAndDropsThoseThatAreGone() throws Exception {
    publish(ER);
    get("/metrics");
    board.withdrawScores(ER);
    board.publish(
        ER,
        new AnswersSnapshot(
            451,
            Optional.empty(),
            Map.of(
                "prequential-accuracy", Measured.of(.5, 401),
                "refused-steps", Measured.of(2, 401))));

    assertThat(get("/metrics").body())
        .contains("perennial_prequential_accuracy{learner=\"er\",stream=\"digits\"} 0.5")
        .contains("perennial_refused_steps{learner=\"er\",stream=\"digits\"} 2.0")
        .contains("perennial_predictions_total{learner=\"er\",stream=\"digits\"} 451.0")
        .doesNotContain("perennial_average_accuracy{");
    board.withdrawAnswers(ER);
    assertThat(get("/metrics").body()).doesNotContain("stream=");
  }

  @Test
  void showsAPageThatTrustsNoName() throws Exception {
    publish(new LearnerKey("<script>alert(1)</script>", "er"));
    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; · er")
        .contains("<dt>average-accuracy</dt><dd>0.9000</dd>")
        .doesNotContain("<script")
        .doesNotContain("http://")
        .doesNotContain("https://");
  }

  @Test
  void saysSoWhenThereIsNothingYet() throws Exception {
    assertThat(get("/").body()).contains("Nothing has been predicted or scored yet.");
    assertThat(json(get("/api/streams")).path("streams").size()).isZero();
  }

  @Test
  void isHealthyWhileTheFoldIs() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    health.set(new Health(Status.DOWN, State.WAITING));

    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(json(get("/health")).path("status").asText()).isEqualTo("down");
  }

  @Test
  void answersErrorsInJson() throws Exception {
    HttpResponse<String> unknown = get("/api/streams/digits/learners/none");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("error").asText())
        .isEqualTo("nothing is known of learner none of stream digits");

    HttpResponse<String> nowhere = get("/nowhere");
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(json(nowhere).path("error").asText()).isEqualTo("there is nothing at /nowhere");

    HttpResponse<String> post = send("POST", "/api/streams");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(json(post).path("error").asText()).isEqualTo("only GET and HEAD are answered: POST");
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> head = send("HEAD", "/api/streams");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void keepsOtherSitesOut() throws Exception {
    Map<String, List<String>> headers = get("/").headers().map();

    assertThat(headers)
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
        .doesNotContainKey("access-control-allow-origin");
    assertThat(headers.get("content-security-policy").get(0)).startsWith("default-src 'none'");
  }
}
