package dev.perennial.evaluator.web;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Board;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Rejection;
import dev.perennial.evaluator.board.ScoresSnapshot;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The board in Prometheus's text format. A metric that is absent has no line. Every metric is a
 * gauge {@code perennial_<name>{stream,learner}}, and so are {@link AlertGauges}; counted are
 * {@code perennial_predictions_total} and {@code perennial_evaluator_rejects_total{topic,reason}},
 * what this process refused itself.
 *
 * <p>Thread-safe: one scrape at a time.
 */
final class PrometheusPage {

  /** What {@link #text()} is, for its header. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Board board;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AlertGauges alerts;
  private final Map<String, MultiGauge> gauges = new TreeMap<>();
  private final Map<LearnerKey, FunctionCounter> predictions = new TreeMap<>();
  private final Map<Rejection, FunctionCounter> rejects = new HashMap<>();

  PrometheusPage(Board board) {
    this.board = board;
    this.alerts = new AlertGauges(board, registry);
  }

  /** The page as of now. */
  synchronized String text() {
    Map<String, List<MultiGauge.Row<?>>> rows = new TreeMap<>();
    // A gauge that had rows and has none now must lose them.
    gauges.keySet().forEach(name -> rows.put(name, new ArrayList<>()));
    for (LearnerKey learner : board.learners()) {
      Tags tags = Tags.of("stream", learner.stream(), "learner", learner.learner());
      board.answers(learner).ifPresent(answers -> add(rows, tags, answers.metrics()));
      board
          .scores(learner)
          .ifPresent(
              scores -> {
                add(rows, tags, scores.metrics());
                addTasks(rows, tags, scores);
              });
    }
    alerts.update();
    countPredictions();
    board.rejections().keySet().forEach(this::countRejects);
    rows.forEach((name, of) -> gauge(name).register(of, true));
    return registry.scrape(CONTENT_TYPE);
  }

  private void countPredictions() {
    // A learner that another process folds now must not seem to have gone back to 0 here.
    predictions
        .entrySet()
        .removeIf(
            counted -> {
              boolean gone = board.answers(counted.getKey()).isEmpty();
              if (gone) {
                registry.remove(counted.getValue());
              }
              return gone;
            });
    for (LearnerKey learner : board.learners()) {
      if (board.answers(learner).isPresent()) {
        predictions.computeIfAbsent(learner, this::predictionsCounter);
      }
    }
  }

  private FunctionCounter predictionsCounter(LearnerKey learner) {
    return FunctionCounter.builder(
            "perennial.predictions", board, from -> predictions(from, learner))
        .tags("stream", learner.stream(), "learner", learner.learner())
        .description("Predictions folded, labelled or not")
        .register(registry);
  }

  private void countRejects(Rejection rejection) {
    rejects.computeIfAbsent(
        rejection,
        first ->
            FunctionCounter.builder(
                    "perennial.evaluator.rejects", board, from -> rejects(from, first))
                .tags("topic", first.topic(), "reason", first.reason())
                .description("Records that the evaluator refused since the process began")
                .register(registry));
  }

  private static double predictions(Board board, LearnerKey learner) {
    return board.answers(learner).map(AnswersSnapshot::predictions).orElse(0L);
  }

  private static double rejects(Board board, Rejection rejection) {
    return board.rejections().getOrDefault(rejection, 0L);
  }

  private static void add(
      Map<String, List<MultiGauge.Row<?>>> rows, Tags tags, Map<String, Measured> metrics) {
    metrics.forEach(
        (name, measured) ->
            measured.value().ifPresent(value -> add(rows, name, MultiGauge.Row.of(tags, value))));
  }

  private static void addTasks(
      Map<String, List<MultiGauge.Row<?>>> rows, Tags tags, ScoresSnapshot scores) {
    AccuracyMatrix matrix = scores.matrix();
    for (int task : matrix.tasks()) {
      Tags ofTask = tags.and("task", scores.taskNames().getOrDefault(task, String.valueOf(task)));
      matrix
          .newestOfTask(task)
          .ifPresent(
              cell -> add(rows, Metrics.TASK_ACCURACY, MultiGauge.Row.of(ofTask, cell.accuracy())));
    }
  }

  private static void add(
      Map<String, List<MultiGauge.Row<?>>> rows, String name, MultiGauge.Row<?> row) {
    rows.computeIfAbsent(name, first -> new ArrayList<>()).add(row);
  }

  private MultiGauge gauge(String name) {
    return gauges.computeIfAbsent(
        name,
        first ->
            MultiGauge.builder("perennial." + name.replace('-', '.'))
                .description("The newest " + name + " of a learner; docs/metrics.md defines it")
                .register(registry));
  }
}
