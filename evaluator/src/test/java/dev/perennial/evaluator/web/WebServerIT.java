package dev.perennial.evaluator.web;

import static dev.perennial.evaluator.web.Site.ER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.chronicle.ChronicleRecords;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.app.Condition;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebServerIT {

  private final Site site = new Site();
  private final Board board = site.board;

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return site.get(path);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    return Site.json(response);
  }

  @Test
  void listsStreamsAndTheirLearners() throws Exception {
    site.publish(ER);
    site.publish(new LearnerKey("digits", "naive"));
    site.publish(new LearnerKey("abc", "er"));

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
    site.publish(ER);

    assertThat(json(get("/api/streams/digits/learners/er")))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"stream": "digits", "learner": "er",
                     "version": 44, "sequence": 449, "eventTime": "1970-01-01T00:00:02Z",
                     "predictions": 450, "evaluation": 3, "samplesPerSecond": null, "lag": 5,
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
    site.publish(new LearnerKey("a/b c+d", "é"));

    HttpResponse<String> response = get("/api/streams/a%2Fb%20c+d/learners/%C3%A9");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("stream").asText()).isEqualTo("a/b c+d");
  }

  @Test
  void speaksPrometheus() throws Exception {
    site.publish(ER);
    board.rejected(new Rejection("scores", "not-avro"));
    board.rejected(new Rejection("scores", "not-avro"));
    String text = get("/metrics").body();

    assertThat(text.lines())
        .contains(
            "perennial_average_accuracy_ratio{learner=\"er\",stream=\"digits\"} 0.9",
            "perennial_prequential_accuracy_ratio{learner=\"er\",stream=\"digits\"} 0.75",
            "perennial_task_accuracy_ratio{learner=\"er\",stream=\"digits\",task=\"five\"} 0.9",
            "perennial_predictions_total{learner=\"er\",stream=\"digits\"} 450.0",
            "perennial_evaluator_rejects_total{reason=\"not-avro\",topic=\"scores\"} 2.0");
    assertThat(text).doesNotContain("forgetting{").doesNotContain("NaN");
  }

  @Test
  void scrapesTheNewestValuesAndDropsThoseThatAreGone() throws Exception {
    site.publish(ER);
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
        .contains("perennial_prequential_accuracy_ratio{learner=\"er\",stream=\"digits\"} 0.5")
        .contains("perennial_refused_steps_total{learner=\"er\",stream=\"digits\"} 2.0")
        .contains("perennial_predictions_total{learner=\"er\",stream=\"digits\"} 451.0")
        .doesNotContain("perennial_average_accuracy_ratio{");
    board.withdrawAnswers(ER);
    assertThat(get("/metrics").body()).doesNotContain("stream=");
  }

  @Test
  void servesThePageAndEverythingItAsksFor() throws Exception {
    HttpResponse<String> page = get("/");
    List<String> named =
        Pattern.compile("(?:href|src)=\"(page/[^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(named).contains("page/app.js", "page/style.css", "page/uplot.js");
    for (String name : named) {
      assertThat(get("/" + name).statusCode()).as(name).isEqualTo(200);
    }
    assertThat(page.body()).doesNotContain("http://", "https://", "onclick", "<style");
  }

  @Test
  void saysWithoutAScriptWhereTheValuesAre() throws Exception {
    String page = get("/").body();
    String without = page.substring(page.indexOf("<noscript>"), page.indexOf("</noscript>"));

    assertThat(without).contains("href=\"api/overview\"", "href=\"metrics\"");
    assertThat(json(get("/api/streams")).path("streams").size()).isZero();
  }

  @Test
  void isHealthyWhileTheFoldIs() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    site.health.set(new Health(Condition.DOWN, State.WAITING));

    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(json(get("/health")).path("status").asText()).isEqualTo("down");
  }

  @Test
  void livesButIsNotReadyWhilePartitionsAreSharedOut() throws Exception {
    site.health.set(new Health(Condition.WAITING, State.READING));

    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(json(get("/health/ready")).path("status").asText()).isEqualTo("waiting");
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

    HttpResponse<String> post = site.send("POST", "/api/streams");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(json(post).path("error").asText()).isEqualTo("only GET and HEAD are answered: POST");
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> head = site.send("HEAD", "/api/streams");

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

  @Test
  void tellsAllStreamsAtAGlance() throws Exception {
    site.publish(ER);
    site.chronicle.add(ChronicleRecords.ranking("digits", "er", "naive"));
    board.rejected(new Rejection("scores", "not-avro"));
    JsonNode overview = json(get("/api/overview"));

    assertThat(Instant.parse(overview.path("now").asText())).isBeforeOrEqualTo(Instant.now());
    JsonNode stream = overview.at("/streams/0");
    assertThat(stream.at("/ranking/champion").asText()).isEqualTo("er");
    assertThat(stream.at("/ranking/learners/1/pValue").asDouble()).isEqualTo(.02);
    assertThat(stream.at("/learners/0"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"learner": "er", "version": 44, "sequence": 449,
                     "eventTime": "1970-01-01T00:00:02Z", "predictions": 450, "evaluation": 3,
                     "samplesPerSecond": null, "lag": 5, "alerts": [],
                     "metrics": {
                       "average-accuracy": {"value": 0.9, "absence": null, "n": 10},
                       "forgetting":
                         {"value": null, "absence": "it takes a second learned task", "n": 0},
                       "prequential-accuracy": {"value": 0.75, "absence": null, "n": 400}}}
                    """));
    assertThat(overview.at("/rejections/0").toString())
        .isEqualTo("{\"topic\":\"scores\",\"reason\":\"not-avro\",\"count\":1}");
  }

  /** As on an evaluator that another one has taken the partition from. */
  @Test
  void tellsOfALearnerThatOnlyTheTopicsKnow() throws Exception {
    ChronicleRecords.tellEverything(site.chronicle, ER);
    JsonNode learner = json(get("/api/streams/digits/learners/er"));

    assertThat(learner.at("/metrics/average-accuracy/value").asDouble()).isEqualTo(.9);
    assertThat(learner.at("/metrics/plasticity/absence").asText()).isEqualTo("too early");
    assertThat(learner.path("predictions").isNull()).isTrue();
    assertThat(learner.path("sequence").asLong()).isEqualTo(399);
    assertThat(learner.path("lossNats").asDouble()).isEqualTo(.25);
    assertThat(learner.at("/freshness/version").asLong()).isEqualTo(40);
    assertThat(learner.at("/memoryByClass/0").toString())
        .isEqualTo("{\"index\":0,\"name\":\"cat\",\"rows\":20}");
    assertThat(learner.path("alerts").findValuesAsText("rule")).containsExactly("drops");
    assertThat(learner.path("samplesPerSecond").asDouble()).isEqualTo(10);
  }

  @Test
  void tellsHowALearnerCameThere() throws Exception {
    ChronicleRecords.tellEverything(site.chronicle, ER);
    JsonNode history = json(get("/api/streams/digits/learners/er/history"));

    assertThat(history.path("series").findValuesAsText("name"))
        .contains("average-accuracy", "task-accuracy", "loss", "learning-rate", "memory-size");
    assertThat(history.path("marks").findValuesAsText("kind"))
        .containsExactly("task", "alert", "command", "snapshot", "alert", "resolved", "refused");
  }

  @Test
  void hasNoHistoryOfALearnerItHasOnlyFolded() throws Exception {
    site.publish(ER);

    assertThat(json(get("/api/streams/digits/learners/er/history")).toString())
        .isEqualTo("{\"series\":[],\"marks\":[]}");
  }
}
