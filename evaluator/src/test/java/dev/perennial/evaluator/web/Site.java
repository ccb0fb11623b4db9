package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.chronicle.Chronicle;
import dev.perennial.evaluator.chronicle.ChronicleReader.State;
import dev.perennial.evaluator.chronicle.ChronicleRecords;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.app.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** A web server on a free port with what it serves, for tests. */
final class Site implements AutoCloseable {

  static final LearnerKey ER = new LearnerKey("digits", "er");

  final Board board = new Board();
  final Chronicle chronicle = new Chronicle();
  final AtomicReference<Health> health =
      new AtomicReference<>(new Health(Condition.READY, State.READING));
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebServer server;

  Site() {
    this("127.0.0.1", "");
  }

  Site(String host, String token) {
    try {
      server =
          WebServer.start(
              new WebSettings(host, 0, token, Duration.ZERO),
              new Sources(board, chronicle, stream -> OptionalLong.of(5), health::get),
              List.of());
    } catch (IOException e) {
      throw new UncheckedIOException("the server cannot start", e);
    }
  }

  WebServer server() {
    return server;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  <T> HttpResponse<T> open(String path, HttpResponse.BodyHandler<T> body) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), body);
  }

  static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  /** Two tasks, the second of which has not been learned; task 5 came first. */
  void publish(LearnerKey learner) {
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

  /** A record of everything there is to be told of a learner. */
  void tellEverything(LearnerKey learner) {
    publish(learner);
    board.rejected(new Rejection("scores", "not-avro"));
    ChronicleRecords.tellEverything(chronicle, learner);
  }

  @Override
  public void close() {
    server.close();
  }
}
