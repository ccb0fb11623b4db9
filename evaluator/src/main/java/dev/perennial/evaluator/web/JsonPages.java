package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.chronicle.Newest;
import dev.perennial.evaluator.chronicle.Standing;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.Ranked;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.StepReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known, as JSON. What is not known is null, never 0. Thread-safe. */
final class JsonPages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Comparator<Rejection> BY_TOPIC =
      Comparator.comparing(Rejection::topic).thenComparing(Rejection::reason);

  private final Sources sources;

  JsonPages(Sources sources) {
    this.sources = sources;
  }

  /** {@code {"streams": [{"stream": …, "learners": […]}]}}, by name. */
  ObjectNode streams() {
    ArrayNode streams = JSON.arrayNode();
    byStream()
        .forEach(
            (stream, learners) -> {
              ArrayNode names = streams.addObject().put("stream", stream).putArray("learners");
              learners.forEach(learner -> names.add(learner.learner()));
            });
    return JSON.objectNode().set("streams", streams);
  }

  /** All streams and learners at a glance, as of {@code now}, which it does not state. */
  ObjectNode overview(Instant now) {
    ObjectNode page = JSON.objectNode();
    ArrayNode streams = page.putArray("streams");
    byStream()
        .forEach(
            (stream, learners) -> {
              ObjectNode node = streams.addObject().put("stream", stream);
              node.set("ranking", ranking(stream));
              ArrayNode rows = node.putArray("learners");
              OptionalLong lag = sources.lag().of(stream);
              learners.forEach(
                  learner ->
                      sources.of(learner, now).ifPresent(known -> rows.add(row(known, lag))));
            });
    ArrayNode rejections = page.putArray("rejections");
    sources.board().rejections().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_TOPIC))
        .forEach(
            counted ->
                rejections
                    .addObject()
                    .put("topic", counted.getKey().topic())
                    .put("reason", counted.getKey().reason())
                    .put("count", counted.getValue()));
    return page;
  }

  private Map<String, List<LearnerKey>> byStream() {
    Map<String, List<LearnerKey>> streams = new TreeMap<>();
    sources
        .learners()
        .forEach(
            learner ->
                streams.computeIfAbsent(learner.stream(), first -> new ArrayList<>()).add(learner));
    return streams;
  }

  private @Nullable ObjectNode ranking(String stream) {
    Optional<Ranking> newest = sources.chronicle().ranking(stream);
    if (newest.isEmpty()) {
      return null;
    }
    Ranking ranking = newest.get();
    ObjectNode node =
        JSON.objectNode()
            .put("champion", ranking.getChampion())
            .put("promote", ranking.getPromote())
            .put("sequence", ranking.getSequence())
            .put("eventTime", ranking.getEventTime().toString());
    ArrayNode learners = node.putArray("learners");
    for (Ranked ranked : ranking.getLearners()) {
      learners
          .addObject()
          .put("learner", ranked.getLearner())
          .put("objective", ranked.getObjective())
          .put("absence", ranked.getAbsence())
          .put("evaluation", ranked.getEvaluation())
          .put("version", ranked.getVersion())
          .put("compared", ranked.getCompared())
          .put("better", ranked.getBetter())
          .put("worse", ranked.getWorse())
          .put("pValue", ranked.getPValue());
    }
    return node;
  }

  private static ObjectNode row(Known known, OptionalLong lag) {
    ObjectNode row = JSON.objectNode().put("learner", known.key().learner());
    putPlace(row, known.place());
    put(row, "predictions", known.predictions());
    put(row, "evaluation", known.evaluation());
    put(row, "samplesPerSecond", known.standing().samplesPerSecond());
    put(row, "lag", lag);
    ObjectNode metrics = row.putObject("metrics");
    known.metrics().forEach((name, newest) -> putValue(metrics.putObject(name), newest));
    putAlerts(row, known.standing());
    return row;
  }

  /** Everything known of a learner as of {@code now}; empty if nothing is. */
  Optional<ObjectNode> learner(LearnerKey learner, Instant now) {
    return sources.of(learner, now).map(this::page);
  }

  private ObjectNode page(Known known) {
    ObjectNode page =
        JSON.objectNode().put("stream", known.key().stream()).put("learner", known.key().learner());
    putPlace(page, known.place());
    put(page, "predictions", known.predictions());
    put(page, "evaluation", known.evaluation());
    put(page, "samplesPerSecond", known.standing().samplesPerSecond());
    put(page, "lag", sources.lag().of(known.key().stream()));
    putStep(page, known.standing());
    putMatrix(page, known.scores());
    ObjectNode metrics = page.putObject("metrics");
    known
        .metrics()
        .forEach(
            (name, newest) -> {
              ObjectNode node = metrics.putObject(name);
              putValue(node, newest);
              putPlace(node, newest.place());
              put(node, "evaluation", newest.evaluation());
            });
    putAlerts(page, known.standing());
    return page;
  }

  private static void putStep(ObjectNode page, Standing standing) {
    Optional<StepReport> step = standing.step();
    page.put("lossNats", step.map(StepReport::getLossNats).orElse(null));
    page.put("learningRate", step.map(StepReport::getLearningRate).orElse(null));
    page.put("memorySize", step.map(StepReport::getMemorySize).orElse(null));
    putHeld(page.putArray("memoryByClass"), standing.memoryByClass());
    putHeld(page.putArray("memoryByTask"), standing.memoryByTask());
    page.putObject("freshness")
        .put("eventTime", step.map(of -> of.getEventTime().toString()).orElse(null))
        .put("version", step.map(StepReport::getVersion).orElse(null));
  }

  private static void putHeld(ArrayNode held, List<Held> parts) {
    for (Held part : parts) {
      held.addObject()
          .put("index", part.getIndex())
          .put("name", part.getName())
          .put("rows", part.getRows());
    }
  }

  private static void putAlerts(ObjectNode node, Standing standing) {
    ArrayNode alerts = node.putArray("alerts");
    for (Alert alert : standing.alerts()) {
      alerts
          .addObject()
          .put("rule", alert.getRule())
          .put("metric", alert.getMetric())
          .put("value", alert.getValue())
          .put("detail", alert.getDetail())
          .put("sequence", alert.getSequence())
          .put("eventTime", alert.getEventTime().toString());
    }
  }

  private static void putPlace(ObjectNode node, Optional<Place> place) {
    node.put("version", place.map(Place::version).orElse(null));
    node.put("sequence", place.map(Place::sequence).orElse(null));
    node.put("eventTime", place.map(of -> of.eventTime().toString()).orElse(null));
  }

  private static void putMatrix(ObjectNode page, Optional<ScoresSnapshot> scores) {
    ArrayNode tasks = page.putArray("tasks");
    ArrayNode periods = page.putArray("periods");
    ArrayNode rows = page.putArray("accuracyMatrix");
    ArrayNode evaluations = page.putArray("evaluations");
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
    for (int period : matrix.kept()) {
      periods.add(period);
      ArrayNode row = rows.addArray();
      ArrayNode of = evaluations.addArray();
      for (int task : columns) {
        add(row, matrix.cellOfTask(period, task));
        matrix.evaluationOf(period, task).ifPresentOrElse(of::add, of::addNull);
      }
    }
  }

  private static void add(ArrayNode row, Optional<Cell> cell) {
    cell.ifPresentOrElse(of -> row.add(of.accuracy()), row::addNull);
  }

  private static void putValue(ObjectNode node, Newest newest) {
    put(node, "value", newest.measured().value());
    node.put("absence", newest.measured().absence().orElse(null)).put("n", newest.measured().n());
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    value.ifPresentOrElse(number -> node.put(name, number), () -> node.putNull(name));
  }

  private static void put(ObjectNode node, String name, OptionalLong value) {
    value.ifPresentOrElse(number -> node.put(name, number), () -> node.putNull(name));
  }
}
