package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Measured;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The board as JSON. What is not known is null, never 0. Thread-safe. */
final class JsonPages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Board board;

  JsonPages(Board board) {
    this.board = board;
  }

  /** {@code {"streams": [{"stream": …, "learners": […]}]}}, by name. */
  ObjectNode streams() {
    ArrayNode streams = JSON.arrayNode();
    @Nullable ObjectNode last = null;
    for (LearnerKey learner : board.learners()) {
      if (last == null || !last.path("stream").asText().equals(learner.stream())) {
        last = streams.addObject().put("stream", learner.stream());
        last.putArray("learners");
      }
      last.withArray("learners").add(learner.learner());
    }
    return JSON.objectNode().set("streams", streams);
  }

  /** Everything known of a learner; empty if nothing is. */
  Optional<ObjectNode> learner(LearnerKey learner) {
    Optional<AnswersSnapshot> answers = board.answers(learner);
    Optional<ScoresSnapshot> scores = board.scores(learner);
    if (answers.isEmpty() && scores.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode page =
        JSON.objectNode().put("stream", learner.stream()).put("learner", learner.learner());
    Optional<Place> answered = answers.flatMap(AnswersSnapshot::place);
    Optional<Place> scored = scores.map(ScoresSnapshot::place);
    putPlace(page, newer(answered, scored));
    page.put("predictions", answers.map(AnswersSnapshot::predictions).orElse(0L));
    page.put("evaluation", scores.map(ScoresSnapshot::evaluation).orElse(null));
    putMatrix(page, scores);
    ObjectNode metrics = page.putObject("metrics");
    scores.ifPresent(
        of -> putMetrics(metrics, of.metrics(), Optional.of(of.place()), of.evaluation()));
    answers.ifPresent(of -> putMetrics(metrics, of.metrics(), of.place(), null));
    board
        .steps(learner)
        .ifPresent(of -> putMetrics(metrics, of.metrics(), Optional.of(of.place()), null));
    return Optional.of(page);
  }

  private static Optional<Place> newer(Optional<Place> one, Optional<Place> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().sequence() > other.get().sequence() ? one : other;
  }

  private static void putPlace(ObjectNode node, Optional<Place> place) {
    node.put("version", place.map(Place::version).orElse(null));
    node.put("sequence", place.map(Place::sequence).orElse(null));
    node.put("eventTime", place.map(of -> of.eventTime().toString()).orElse(null));
  }

  private static void putMatrix(ObjectNode page, Optional<ScoresSnapshot> scores) {
    ArrayNode tasks = page.putArray("tasks");
    ArrayNode rows = page.putArray("accuracyMatrix");
    ArrayNode baseline = page.putArray("baseline");
    if (scores.isEmpty()) {
      return;
    }
    AccuracyMatrix matrix = scores.get().matrix();
    List<Integer> columns = matrix.tasks();
    for (int task : columns) {
      ObjectNode node = tasks.addObject().put("index", task);
      node.put("name", scores.get().taskNames().get(task));
      matrix
          .learnedIn(task)
          .ifPresentOrElse(
              period -> node.put("learnedInPeriod", period), () -> node.putNull("learnedInPeriod"));
      add(baseline, matrix.baselineOfTask(task));
    }
    for (int period = 0; period < matrix.periods(); period++) {
      ArrayNode row = rows.addArray();
      for (int task : columns) {
        add(row, matrix.cellOfTask(period, task));
      }
    }
  }

  private static void add(ArrayNode row, Optional<Cell> cell) {
    cell.ifPresentOrElse(of -> row.add(of.accuracy()), row::addNull);
  }

  private static void putMetrics(
      ObjectNode metrics,
      Map<String, Measured> values,
      Optional<Place> place,
      @Nullable Long evaluation) {
    values.forEach(
        (name, measured) -> {
          ObjectNode node = metrics.putObject(name);
          measured
              .value()
              .ifPresentOrElse(value -> node.put("value", value), () -> node.putNull("value"));
          node.put("absence", measured.absence().orElse(null)).put("n", measured.n());
          putPlace(node, place);
          node.put("evaluation", evaluation);
        });
  }
}
